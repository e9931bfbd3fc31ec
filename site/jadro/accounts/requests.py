from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from jadro.accounts.models import User


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` is given; for typing only."""

    user: User
    htmx: HtmxDetails
