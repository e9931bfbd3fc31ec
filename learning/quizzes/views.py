"""Handing in a quiz, and seeing afterwards what was right and why."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jadro.accounts.requests import SignedInRequest
from jadro.base.errors import Refused
from jadro.base.http import require_POST
from jadro.base.permission import can
from learning.courses import queries as courses
from learning.courses.models import LessonPage
from learning.progress import doors
from learning.progress import queries as progress
from learning.quizzes import queries, services, slots
from learning.quizzes.choices import Closeness
from learning.quizzes.forms import ClosenessForm, SentForm
from learning.quizzes.models import Answer, AskedQuiz, Attempt
from learning.quizzes.questions import NeverOffered, read_sheet


@never_cache
@require_POST
def submit(request: SignedInRequest, lesson_key: UUID, block_id: UUID) -> HttpResponse:
    """Takes the answers to a quiz. The same form sent twice is one attempt."""
    sent = SentForm(request.POST)
    is_whole = request.user.is_authenticated and sent.is_valid()
    asked = courses.open_quiz(lesson_key, block_id, get_language()) if is_whole else None
    if asked is None:
        lesson = doors.page_of(LessonPage, lesson_key)
        # Answered like the first time, even if the lesson was withdrawn since: the person learns that it was saved.
        earlier = queries.was_submitted(request.user, sent.cleaned_data["request_id"]) if is_whole else None
        if earlier is not None and earlier.quiz.block_id == block_id:
            return redirect("quizzes:attempt", earlier.pk)
        if (answer := doors.closed(request, lesson)) is not None:
            return answer
        if not is_whole:
            not_whole = _("This form was not complete, so nothing was saved. Open the page again and try once more.")
            return doors.refuse(request, not_whole, back=lesson, status=400)
        asked = courses.quiz_in_course(lesson, block_id)
    return _answer(request, lesson_key, block_id, sent, asked)


def _answer(
    request: SignedInRequest, lesson_key: UUID, block_id: UUID, sent: SentForm, asked: courses.QuizInCourse | None
) -> HttpResponse:
    """`asked` is what the course asks for now, None when it does not ask for the quiz."""
    quiz = _quiz(lesson_key, block_id, sent.cleaned_data["version"])
    if quiz is None:
        gone = _(
            "This quiz is not there any more, so nothing was saved. Open the lesson again to see what it asks now."
        )
        return doors.refuse(request, gone, back=doors.page_of(LessonPage, lesson_key), status=409)
    request_id = sent.cleaned_data["request_id"]
    try:
        sheet = read_sheet(quiz.content, request.POST)
    except NeverOffered:
        foreign = _("An answer was sent that this quiz does not offer, so nothing was saved. Open the lesson again.")
        return doors.refuse(request, foreign, back=doors.page_of(LessonPage, lesson_key), status=422)
    if not sheet.is_whole:
        return _again(request, quiz, request_id, status=422)
    if asked is None:
        not_asked = _(
            "The course does not ask for this quiz at the moment, so nothing was saved. Your answers are below."
        )
        return _again(request, quiz, request_id, refusal=not_asked, status=409)
    try:
        attempt = services.submit(
            request.user,
            quiz,
            asked.activity,
            sheet.given,
            course_key=asked.course_key,
            request_id=request_id,
            at=timezone.now(),
        )
    except services.NoAttemptLeft as refusal:
        return _used_up(request, quiz, refusal)
    except Refused as refusal:
        return _again(request, quiz, request_id, refusal=refusal.message, status=refusal.status)
    return redirect("quizzes:attempt", attempt.pk)


def _quiz(lesson_key: UUID, block_id: UUID, version: str) -> AskedQuiz | None:
    """The quiz as it was asked. What is asked now may not be kept yet, should a publication have been cut short."""
    quiz = queries.asked_quiz(lesson_key, block_id, version)
    if quiz is None:
        services.keep_what_is_asked(doors.page_of(LessonPage, lesson_key), at=timezone.now())
        quiz = queries.asked_quiz(lesson_key, block_id, version)
    return quiz


def _again(
    request: SignedInRequest, quiz: AskedQuiz, request_id: UUID, *, status: int, refusal: str | Promise = ""
) -> HttpResponse:
    """The form with all that was sent, in the order in which it was asked, and what is the matter."""
    lesson = doors.page_of(LessonPage, quiz.lesson_key)
    lines = queries.attempts_at(request.user, quiz.lesson_key, quiz.block_id)
    sheet = read_sheet(quiz.content, request.POST, mixed_for=slots.order_for(request.user, lines))
    form = slots.Form(lesson.translation_key, quiz.block_id, quiz.digest, request_id, quiz.content, sheet.questions)
    context = {"lesson": lesson, "page": lesson, "quiz": quiz, "form": form, "refusal": refusal}
    return render(request, "quizzes/quiz.html", context, status=status)


def _used_up(request: SignedInRequest, quiz: AskedQuiz, refusal: services.NoAttemptLeft) -> HttpResponse:
    """No form, which could not be sent either: the last attempt, and whom to ask."""
    lesson = doors.page_of(LessonPage, quiz.lesson_key)
    lines = queries.attempts_at(request.user, quiz.lesson_key, quiz.block_id)
    context = {
        "lesson": lesson,
        "page": lesson,
        "quiz": quiz,
        "refusal": refusal.message,
        "lines": lines,
        "is_passed": any(line.is_passed for line in lines),
    }
    return render(request, "quizzes/quiz.html", context, status=refusal.status)


@never_cache
@login_required
@require_safe
def attempt(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one answered, what was right, and why."""
    its = _own(request, pk)
    language = get_language()
    lesson_key = its.activity.owner_key
    review = queries.review(its)
    wanted = {UUID(key) for each in review.judged if (key := each.question.content["read_more"])}
    links = courses.lesson_links({lesson_key, *wanted}, language, request.user)
    lesson = LessonPage.objects.filter(translation_key=lesson_key, locale__language_code=language).first()
    course = courses.course_of(lesson) if lesson else None
    explanation = progress.explain(request.user, course.translation_key, language) if course else None
    context = {
        "review": review,
        "lesson": links.get(lesson_key),
        "course": course,
        "progress": explanation,
        "answered": [
            (each, links.get(UUID(key)) if (key := each.question.content["read_more"]) else None)
            for each in review.judged
        ],
        "closeness": Closeness.choices,
        "receipt_number": progress.receipt_number(its.request_id),
    }
    return render(request, "quizzes/attempt.html", context)


@never_cache
@login_required
@require_POST
def assess(request: SignedInRequest, pk: int, question_id: UUID) -> HttpResponse:
    its = _own(request, pk)
    form = ClosenessForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Nothing was chosen, so nothing was saved. Choose what fits best."))
    else:
        try:
            services.assess(its, question_id, closeness=Closeness(form.cleaned_data["closeness"]))
        except Answer.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, _("Saved: how close you find your answer. You may change it at any time."))
    return redirect(f"{request.path.partition('answers/')[0]}#question-{question_id}")


def _own(request: SignedInRequest, pk: int) -> Attempt:
    """The attempt; for everybody else it is not there."""
    its = queries.attempt(pk)
    if its is None or not can(request.user, "view", its):
        raise Http404
    return its
