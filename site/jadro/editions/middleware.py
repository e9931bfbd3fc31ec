"""Public pages are answered before anybody asks who is there."""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from jadro.editions import serving, stamps
from jadro.editions.choices import CONTENT
from jadro.editions.looks import saves_data, theme_of
from jadro.editions.memory import Shelf

# About 7 KB each, compressed.
public_pages = Shelf(1000)

# Below these stand pages; whether the site is alive, and its files, are asked for without the database.
_PAGES = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)

# A visitor with one of these may be somebody, or be owed a message.
_PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")


@dataclass(frozen=True)
class WholeAnswer:
    content: bytes
    headers: tuple[tuple[str, str], ...]


class EditionsMiddleware:
    """Answers visitors with the whole page kept for them, signed-in readers with their page rendered before, and says
    on every page that it may differ for browsers that ask to save data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with stamps.reading():
            key = self._public_key(request)
            if key is not None and (kept := public_pages.get(key)) is not None:
                return self._answer_with(kept, request)
            response = self.get_response(request)
            if response.get("Content-Type", "").startswith("text/html"):
                patch_vary_headers(response, ["Save-Data"])
            if key is not None and isinstance(response, serving.PublicPage) and not response.cookies:
                return self._answer_with(self._keep(key, response), request)
            return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        is_page = request.resolver_match is not None and request.resolver_match.url_name == "wagtail_serve"
        return serving.quick_answer(request, args[0]) if is_page and request.method == "GET" else None

    def _public_key(self, request: HttpRequest) -> Hashable | None:
        if (
            request.method != "GET"
            or not request.path_info.startswith(_PAGES)
            or request.META.get("QUERY_STRING")
            or any(name in request.COOKIES for name in _PERSONAL_COOKIES)
        ):
            return None
        return (
            stamps.version(*CONTENT),
            request.scheme,
            request.get_host(),
            request.path,
            theme_of(request),
            saves_data(request),
            "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""),
        )

    def _keep(self, key: Hashable, response: HttpResponse) -> WholeAnswer:
        # Browsers keep the page but ask each time whether it is still the same; a proxy must not mix readers up.
        patch_vary_headers(response, ["Cookie"])
        response["Cache-Control"] = "no-cache"
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        whole = WholeAnswer(response.content, tuple(response.items()))
        public_pages.put(key, whole)
        return whole

    def _answer_with(self, kept: WholeAnswer, request: HttpRequest) -> HttpResponse:
        response = HttpResponse(kept.content, headers=dict(kept.headers))
        return get_conditional_response(request, etag=response["ETag"], response=response) or response
