from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers


class SaveDataMiddleware:
    """Says on every page that it may differ for browsers that ask to save data, so that no cache mixes the two up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Save-Data"])
        return response


def saves_data(request: HttpRequest | None) -> bool:
    """Whether the reader's browser asks for light pages (the Save-Data request header)."""
    return request is not None and request.headers.get("Save-Data", "").lower() == "on"
