"""Answers when something is missing or went wrong: what is the matter, what is safe, what next."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

logger = logging.getLogger("jadro.errors")

# Letters and digits that are not mistaken for each other when read aloud.
REFERENCE_LETTERS = "2345679ACDEFHJKMNPQRTUVWXYZ"


def _language_of(request: HttpRequest) -> str:
    return translation.get_language_from_request(request, check_path=True)


def page_not_found(request: HttpRequest, exception=None) -> HttpResponse:
    with translation.override(_language_of(request)):
        return render(request, "errors/404.html", status=404)


def permission_denied(request: HttpRequest, exception=None) -> HttpResponse:
    with translation.override(_language_of(request)):
        return render(request, "errors/403.html", status=403)


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    # Without the request: its host may be the very thing that is wrong.
    return HttpResponse(render_to_string("errors/400.html"), status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or opened before signing in elsewhere. Nothing of it was saved."""
    with translation.override(_language_of(request)):
        return render(request, "errors/csrf.html", {"path": request.path}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Says a reference that stands in the log beside the fault. Reads nothing from the database, which may be the
    fault."""
    reference = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(5))
    reference = f"{reference[:3]}-{reference[3:]}"
    logger.error("answered 500, reference %s, %s %s", reference, request.method, request.path)
    with translation.override(_language_of(request)):
        return HttpResponse(render_to_string("errors/500.html", {"reference": reference}), status=500)
