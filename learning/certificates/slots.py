"""The way to a certificate, where the ledger says that a course is finished."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string

from jadro.editions.slots import slot
from learning.certificates import queries
from learning.certificates.models import Certificate
from learning.progress import slots as progress


@slot("certificates.offer")
def offer(request: HttpRequest, course_key: str) -> str:
    """On the page of a course."""
    standing = progress.standing(request, course_key).progress
    if not (standing and standing.was_ever_finished):
        return ""
    return _way(request, course_key, is_full=True)


@slot("certificates.row")
def row(request: HttpRequest, course_key: str) -> str:
    """In the list of one's courses, beside one that is finished."""
    return _way(request, course_key, is_full=False)


def _way(request: HttpRequest, course_key: str, *, is_full: bool) -> str:
    certificate = _certificates(request).get(UUID(course_key))
    context = {"course_key": course_key, "certificate": certificate, "is_full": is_full}
    return render_to_string("certificates/_way.html", context)


def _certificates(request: HttpRequest) -> dict[UUID, Certificate]:
    """Read once for a request: a list has many rows."""
    kept = request.__dict__
    if "_certificates" not in kept:
        kept["_certificates"] = queries.of_courses(request.user)  # type: ignore[arg-type]  # who has finished is signed in
    return kept["_certificates"]
