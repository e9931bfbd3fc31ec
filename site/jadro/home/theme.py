"""Light, dark or as the device: the one choice about looks, kept in a cookie."""

from django.http import HttpRequest

COOKIE = "theme"
COOKIE_AGE = 365 * 24 * 3600
THEMES = ("light", "dark", "")


def theme_of(request: HttpRequest) -> str:
    """light or dark as chosen, or an empty string to follow the device."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in THEMES else ""
