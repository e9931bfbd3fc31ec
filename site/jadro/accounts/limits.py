"""How often one address on the network may try something, beside what allauth limits itself. The figures stand with
allauth's own in the settings (ACCOUNT_RATE_LIMITS)."""

# Its public door counts no GET, and codes are guessed by opening addresses.
from allauth.core.internal import ratelimit
from django.http import HttpRequest

APP = "allauth.account"


def is_used_up(request: HttpRequest, action: str) -> bool:
    """Whether the limit is reached; asking counts nothing."""
    return ratelimit.consume(request, app=APP, action=action, dry_run=True, limit_get=True) is None


def count(request: HttpRequest, action: str) -> None:
    ratelimit.consume(request, app=APP, action=action, limit_get=True)
