"""My learning, and the doors to the ledger. A POST is one service call and a redirect, or a fragment for a script."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jadro.accounts.requests import SignedInRequest
from jadro.base.errors import Refused
from jadro.base.http import require_POST
from jadro.base.permission import can
from learning.courses import queries as courses
from learning.courses.models import CoursePage, LessonPage
from learning.progress import doors, queries, services, slots
from learning.progress.choices import EventKind
from learning.progress.forms import MarkForm, PlaceForm


@never_cache
@login_required
@require_safe
def learning(request: SignedInRequest) -> HttpResponse:
    language = get_language()
    keys = queries.followed_courses(request.user)
    cards = {card.key: card for card in courses.course_cards(language, request.user)}
    explanations = queries.explain_all(request.user, keys, language)
    mine = [MyCourse(explanations[key], cards.get(key)) for key in keys if key in explanations]
    return render(
        request,
        "progress/learning.html",
        {
            "mine": mine,
            "offered": [card for key, card in cards.items() if key not in keys],
            "next": next((each for each in mine if each.card and each.progress.next), None),
            "saved": queries.last_saved(request.user, language),
        },
    )


@dataclass(frozen=True)
class MyCourse:
    """A course somebody follows; `card` is None while it is not offered."""

    progress: queries.Explanation
    card: courses.CourseCard | None

    @property
    def title(self) -> str:
        return self.card.title if self.card else self.progress.course_title


@never_cache
@require_POST
def enrol(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    course = doors.page_of(CoursePage, course_key)
    if (answer := doors.closed(request, course)) is not None:
        return answer
    try:
        services.enrol(request.user, course_key, at=timezone.now())
    except Refused as refusal:
        return doors.refuse(request, refusal.message, back=course, status=refusal.status)
    explanation = queries.explain(request.user, course_key, get_language())
    return redirect((explanation and explanation.next_url) or course.get_url(request))


@never_cache
@require_POST
def mark(request: SignedInRequest, lesson_key: UUID) -> HttpResponse:
    """Marks a lesson as read, or takes the mark back. The same form sent twice counts once."""
    form = MarkForm(request.POST)
    lesson = courses.open_lesson(lesson_key, get_language()) if request.user.is_authenticated else None
    if lesson is None:
        page = doors.page_of(LessonPage, lesson_key)
        if request.user.is_authenticated and form.is_valid() and _is_repeated(request, form, lesson_key):
            # Answered like the first time, even if the lesson was withdrawn since: the person learns that it was saved.
            return redirect(f"{page.get_url(request)}#mark")
        if (answer := doors.closed(request, page)) is not None:
            return answer
        lesson = courses.lesson_in_course(page)
    if lesson is None:
        raise Http404
    if not can(request.user, "record", lesson.activity):
        raise PermissionDenied
    if not form.is_valid():
        not_whole = _("This form was not complete, so nothing was saved. Open the page again and try once more.")
        return doors.refuse(request, not_whole, back=doors.page_of(LessonPage, lesson_key), status=400)
    try:
        recorded = services.record(
            request.user,
            lesson.activity,
            course_key=lesson.course.translation_key,
            kind=EventKind(form.cleaned_data["kind"]),
            request_id=form.cleaned_data["request_id"],
            language=get_language(),
            at=timezone.now(),
        )
    except Refused as refusal:
        return doors.refuse(request, refusal.message, back=doors.page_of(LessonPage, lesson_key), status=refusal.status)
    if request.htmx:
        course = lesson.course
        context = slots.mark_context(request, str(lesson_key), str(course.translation_key), course.url)
        return render(request, "progress/_mark.html", {**context, "course": course, "just_saved": True})
    if recorded.event.kind == EventKind.UNDONE:
        messages.success(request, _("The mark was taken back. You can mark the lesson again at any time."))
    return redirect(f"{lesson.url}#mark")


def _is_repeated(request: SignedInRequest, form: MarkForm, lesson_key: UUID) -> bool:
    return queries.was_recorded(request.user, form.cleaned_data["request_id"], lesson_key, form.cleaned_data["kind"])


@never_cache
@login_required
@require_POST
def keep_place(request: SignedInRequest, lesson_key: UUID) -> HttpResponse:
    if courses.open_lesson(lesson_key, get_language()) is None:
        answer = doors.closed(request, doors.page_of(LessonPage, lesson_key))
        if answer is not None:
            return answer
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    services.keep_place(request.user, lesson_key, block_id=form.cleaned_data["block"], at=timezone.now())
    return HttpResponse(status=204)
