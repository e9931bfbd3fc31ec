from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header


def require_POST(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:  # noqa: N802  named like Django's
    """For addresses that only take forms. Django's own answers a reader who opens one with an empty page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        response = render(request, "errors/405.html", status=405)
        response.headers["Allow"] = "POST"
        return response

    return answer


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to keep, under this name."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(content, content_type=media_type, headers=headers)
