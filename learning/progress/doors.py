"""What stands before every act of a learner on a page of a course: whether the page is there, open, and for whom."""

from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from jadro.accounts.requests import SignedInRequest
from learning.courses.models import CoursePage, LessonPage

OfCourse = TypeVar("OfCourse", CoursePage, LessonPage)


def page_of(model: type[OfCourse], key: UUID) -> OfCourse:
    """The page in the language of the address."""
    return get_object_or_404(model, translation_key=key, locale__language_code=get_language())


def closed(request: HttpRequest, page: CoursePage | LessonPage) -> HttpResponse | None:
    """The answer to somebody who cannot do anything on a page now: it is gone, or they are signed out; else None.

    Signed out in the middle, a person comes back to the page after signing in, since the form's own address cannot be
    opened.
    """
    if not page.is_reachable():
        withdrawn = page.withdrawn_part()
        if withdrawn is None:
            raise Http404
        return withdrawn.serve_withdrawn(request).render()
    if not page.is_open_to(request):
        raise Http404
    if not request.user.is_authenticated:
        messages.warning(request, _("You are signed out, so nothing was saved. Sign in and press once more."))
        to_login = redirect_to_login(page.get_url(request))
        # A script would follow a redirect unseen and use up the message.
        is_script = getattr(request, "htmx", False)
        return HttpResponse(status=401, headers={"HX-Redirect": to_login.url}) if is_script else to_login
    return None


def refuse(request: SignedInRequest, message: str | Promise, *, back: Page, status: int) -> HttpResponse:
    return render(request, "errors/refused.html", {"message": message, "page": back}, status=status)
