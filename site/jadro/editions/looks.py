"""What the look of a page depends on besides its content: light or dark, and whether the reader saves data."""

from django.http import HttpRequest

COOKIE = "theme"
COOKIE_AGE = 365 * 24 * 3600
THEMES = ("light", "dark", "")


def theme_of(request: HttpRequest) -> str:
    """light or dark as chosen, or an empty string to follow the device. Kept in a cookie."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in THEMES else ""


def saves_data(request: HttpRequest | None) -> bool:
    """Whether the reader's browser asks for light pages (the Save-Data request header)."""
    return request is not None and request.META.get("HTTP_SAVE_DATA", "").lower() == "on"
