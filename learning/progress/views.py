"""My learning, and the doors to the ledger. A POST is one service call and a redirect, or a fragment for a script."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jadro.accounts.requests import SignedInRequest
from jadro.base.errors import Refused
from jadro.base.http import require_POST
from jadro.base.permission import can
from learning.courses import queries as courses
from learning.courses.cards import CourseCard, course_cards
from learning.courses.models import Activity, CoursePage, LessonPage
from learning.courses.paths import learning_paths
from learning.progress import doors, next_step, queries, reminding, services, slots
from learning.progress.choices import EventKind
from learning.progress.forms import ChoiceForm, MarkForm, PlaceForm

NOT_WHOLE = gettext_lazy("This form was not complete, so nothing was saved. Open the page again and try once more.")


@never_cache
@login_required
@require_safe
def learning(request: SignedInRequest) -> HttpResponse:
    mine = next_step.learning_of(request.user, get_language())
    followed = [key for key in mine.followed if key in mine.explanations]
    return render(
        request,
        "progress/learning.html",
        {
            "mine": [MyCourse(mine.explanations[key], mine.cards.get(key)) for key in followed],
            "offered": [card for key, card in mine.cards.items() if key not in mine.followed],
            "next": mine.next,
            "paths": learning_paths(get_language()),
            "saved": queries.last_saved(request.user, get_language()),
        },
    )


@never_cache
@require_safe
def path(request: HttpRequest, slug: str) -> HttpResponse:
    """The courses of a learning path, in their order; for who is signed in, with how far they are in each."""
    language = get_language()
    found = next((each for each in learning_paths(language) if each.slug == slug), None)
    if found is None:
        raise Http404
    cards = {card.key: card for card in course_cards(language, request.user)}
    keys = [key for key in found.course_keys if key in cards]
    explanations = queries.explain_all(request.user, keys, language) if request.user.is_authenticated else {}
    steps = [PathStep(cards[key], explanations.get(key)) for key in keys]
    here = next((step for step in steps if not step.is_finished), None)
    return render(request, "progress/path.html", {"path": found, "steps": steps, "here": here})


@dataclass(frozen=True)
class PathStep:
    """A course of a path; `progress` is None for a visitor."""

    card: CourseCard
    progress: queries.Explanation | None

    @property
    def is_finished(self) -> bool:
        return self.progress is not None and self.progress.was_ever_finished


@dataclass(frozen=True)
class MyCourse:
    """A course somebody follows; `card` is None while it is not offered."""

    progress: queries.Explanation
    card: CourseCard | None

    @property
    def title(self) -> str:
        return self.card.title if self.card else self.progress.course_title


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_reminders(request: HttpRequest, key: str) -> HttpResponse:
    """The link in a reminder: one press stops them, without signing in. Opening it alone changes nothing, because mail
    programs open links by themselves."""
    learner = reminding.whose(key)
    if learner is None:
        raise Http404
    if request.method == "POST":
        reminding.stop(learner)
        return render(request, "progress/stop_reminders.html", {"is_stopped": True})
    return render(request, "progress/stop_reminders.html", {"is_stopped": not learner.wants_reminders})


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
def choose_new(request: SignedInRequest, course_key: UUID, activity_id: int) -> HttpResponse:
    """Declines what is new since the learner finished, or takes that back."""
    course = doors.page_of(CoursePage, course_key)
    if (answer := doors.closed(request, course)) is not None:
        return answer
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return doors.refuse(request, NOT_WHOLE, back=course, status=400)
    explanation = queries.explain(request.user, course_key, get_language())
    offered = [*explanation.new, *explanation.declined] if explanation else []
    item = next((item for item in offered if item.part.activity_id == activity_id), None)
    if item is None:
        raise Http404
    activity = get_object_or_404(Activity, pk=activity_id)
    if form.cleaned_data["is_declined"]:
        services.decline(request.user, activity, at=timezone.now())
        messages.success(request, _("“%(title)s” is no longer shown as new.") % {"title": item.part.title})
    else:
        services.offer_again(request.user, activity)
        messages.success(request, _("“%(title)s” is shown as new again.") % {"title": item.part.title})
    return redirect(f"{course.get_url(request)}#new")


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
        return doors.refuse(request, NOT_WHOLE, back=doors.page_of(LessonPage, lesson_key), status=400)
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
    try:
        services.keep_place(request.user, lesson_key, block_id=form.cleaned_data["block"], at=timezone.now())
    except Refused as refusal:
        return HttpResponse(status=refusal.status)
    return HttpResponse(status=204)
