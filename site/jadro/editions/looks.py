"""What the look of a page depends on besides its content: light or dark, and whether the reader saves data."""

import re
from html import unescape

from django.http import HttpRequest
from django.template.loader import render_to_string

THEME_COOKIE = "theme"
DATA_COOKIE = "data"
COOKIE_AGE = 365 * 24 * 3600
THEMES = ("light", "dark", "")
SAVING, FULL = "saving", "full"
AMOUNTS = (SAVING, FULL, "")

_PICTURE = re.compile(r"<img\b[^>]*\bdata-size=[^>]*>")
_ATTRIBUTE = re.compile(r'\b(alt|data-size|src)="([^"]*)"')


def theme_of(request: HttpRequest) -> str:
    """light or dark as chosen, or an empty string to follow the device. Kept in a cookie."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def saves_data(request: HttpRequest | None) -> bool:
    """Whether to send light pages: as the reader chose on the site, else as the browser asks (the Save-Data header)."""
    if request is None:
        return False
    chosen = request.COOKIES.get(DATA_COOKIE, "")
    if chosen in {SAVING, FULL}:
        return chosen == SAVING
    return request.META.get("HTTP_SAVE_DATA", "").lower() == "on"


def cookies_of(request: HttpRequest) -> dict[str, str]:
    """The cookies that say the same of a look as this request does by whatever means."""
    return {THEME_COOKIE: theme_of(request), DATA_COOKIE: SAVING if saves_data(request) else FULL}


def without_pictures(html: str) -> str:
    """The text with what each picture says in its place, and a link that loads it."""
    return _PICTURE.sub(_in_words, html)


def _in_words(picture: re.Match[str]) -> str:
    attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(picture.group())}
    words = {"alternative": attributes.get("alt", ""), "url": attributes["src"], "size": attributes["data-size"]}
    return render_to_string("components/light_picture.html", words)
