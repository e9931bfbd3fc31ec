"""Answers with a published page: rendered once for everybody who sees the same, then filled for each reader."""

from collections.abc import Hashable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from jadro.base.pages import BasePage
from jadro.editions import queries, slots, stamps
from jadro.editions.choices import CONTENT
from jadro.editions.looks import cookies_of, saves_data, theme_of
from jadro.editions.memory import Shelf
from jadro.editions.visibility import hidden_paths, is_private

# About 25 KB each.
pages = Shelf(600)

# What of a request a page for everybody may depend on, besides its look.
_KEPT_META = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_X_FORWARDED_PROTO", "HTTP_SAVE_DATA", "QUERY_STRING")


class Everybody:
    """Stands for all people who are signed in and may open the same pages. It has no name, no rights and no rows:
    whatever asks for them belongs in a marked place."""

    is_authenticated = True

    def __init__(self, hidden: tuple[str, ...]) -> None:
        self._hidden_paths = hidden


class Visitors(Everybody):
    """Stands for all who are not signed in."""

    is_authenticated = False


class _NoToken:
    def __str__(self) -> str:
        raise RuntimeError("A page for everybody holds no token: put the form into a marked place.")


class RequestOfEverybody(HttpRequest):
    """A request without anything personal, to render what is the same for all."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        self.method = "GET"
        self.path, self.path_info = request.path, request.path_info
        self.META = {name: request.META[name] for name in _KEPT_META if name in request.META}
        self.COOKIES = cookies_of(request)
        self.GET = request.GET
        reader = Everybody if request.user.is_authenticated else Visitors
        self.user: Any = reader(hidden_paths(request.user))
        self._own_scheme = request.scheme or "http"

    def _get_scheme(self) -> str:
        return self._own_scheme


def _key(request: HttpRequest) -> Hashable | None:
    """What the rendered page depends on; None when it must not be kept."""
    version = stamps.version(*CONTENT)
    if version is None or request.META.get("QUERY_STRING"):
        return None
    return (
        version,
        request.scheme,
        request.get_host(),
        request.path,
        theme_of(request),
        saves_data(request),
        request.user.is_authenticated,
        hidden_paths(request.user),
    )


def quick_answer(request: HttpRequest, path: str) -> HttpResponse | None:
    """The public page at this path: as it was rendered since content changed last, else rendered now. None where
    Wagtail has to say what stands here and who may see it."""
    key = _key(request)
    parts = pages.get(key) if key else None
    if parts is not None:
        return _filled(parts, request)
    page = queries.public_page(path, get_language())
    return answer(page, request) if page is not None and has_edition(page) else None


def has_edition(page: Page) -> bool:
    """Whether the page is answered with here. One with an answer of its own, such as a module that is a part of another
    page, keeps it."""
    return type(page).serve is BasePage.serve


def answer(page: Page, request: HttpRequest) -> HttpResponse:
    """A live page as this reader sees it."""
    for_everybody = RequestOfEverybody(request)
    context = page.get_context(for_everybody)
    context |= {"for_everybody": True, "csrf_token": _NoToken(), "user": for_everybody.user}
    # In the site's own time: the reader's zone is not the next one's.
    with timezone.override(timezone.get_default_timezone()):
        html = render_to_string(page.get_template(for_everybody), context)
    parts = slots.split(html)
    key = _key(request)
    if key is None or is_private(page):
        return HttpResponse(slots.fill(parts, request))
    # A visitor's page is kept whole by the middleware too, once for each encoding. Neither replaces the other: from
    # these parts visitors with a cookie are answered, who may be owed a message, and the next encoding is made.
    pages.put(key, parts)
    return _filled(parts, request)


def _filled(parts: slots.Parts, request: HttpRequest) -> HttpResponse:
    response = PublicPage if not request.user.is_authenticated else HttpResponse
    return response(SafeString(slots.fill(parts, request)))


class PublicPage(HttpResponse):
    """A page that every visitor gets alike and that may be kept whole."""
