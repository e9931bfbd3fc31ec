"""Everything that changes attempts."""

from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jadro.accounts.models import User
from jadro.base.errors import Refused
from learning.courses import queries as courses
from learning.courses.models import Activity, LessonPage
from learning.progress import services as progress
from learning.progress.choices import EventKind
from learning.quizzes import queries
from learning.quizzes.choices import Closeness
from learning.quizzes.models import Answer, AskedQuiz, Attempt, digest_of
from learning.quizzes.questions import questions_of


class NoAttemptLeft(Refused):
    message = _("All attempts of this quiz are used. What you answered before is kept; this answer was not saved.")


def keep_what_is_asked(lesson: LessonPage, *, at: datetime) -> None:
    """Keeps the quizzes of a lesson as they are published now. Safe to repeat."""
    AskedQuiz.objects.bulk_create(
        (
            AskedQuiz(
                lesson_key=lesson.translation_key,
                block_id=UUID(block_id),
                digest=digest_of(asked),
                language=asked["language"],
                content=asked,
                published_at=at,
            )
            for block_id, asked in courses.quizzes_of(lesson)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def submit(
    learner: User,
    quiz: AskedQuiz,
    activity: Activity,
    given: dict[str, Any],
    *,
    course_key: UUID,
    request_id: UUID,
    at: datetime,
) -> Attempt:
    """Judges and keeps an attempt, and records in the course that the quiz is passed when it is.

    `given` holds what each question of the quiz read, by its id. Safe to repeat with the same `request_id`: the attempt
    of the first time is returned and nothing changes. Raises NoAttemptLeft, `progress.RequestReused` when the id stands
    for something else, and `courses.NotOffered` when the course is closed.
    """
    # One person's attempts queue here: they are numbered, and there may be a last one.
    progress.hold_learner(learner.pk)
    judged = [(each, given[each.id], each.is_right(given[each.id])) for each in questions_of(quiz.content)]
    counted = [is_right for question, _given, is_right in judged if question.has_right_answer]
    attempt = Attempt(
        request_id=request_id,
        learner=learner,
        activity=activity,
        quiz=quiz,
        number=Attempt.objects.filter(learner=learner, activity=activity).count() + 1,
        submitted_at=at,
        right_count=sum(map(bool, counted)),
        counted_count=len(counted),
        needed_count=needed(quiz.content["pass_percent"], len(counted)),
    )
    try:
        if 0 < quiz.content["attempts"] < attempt.number:
            raise NoAttemptLeft
        with transaction.atomic():
            attempt.save(force_insert=True)
    except (IntegrityError, NoAttemptLeft):
        # The database keeps a request from being written twice. What was taken is answered again also when it was the
        # last attempt.
        earlier = Attempt.objects.filter(request_id=request_id).first()
        if earlier is None:
            raise
        return _replay(earlier, learner, quiz)
    Answer.objects.bulk_create(
        Answer(attempt=attempt, question_id=UUID(question.id), given=value, is_right=is_right)
        for question, value, is_right in judged
    )
    if attempt.is_passed:
        progress.record(
            learner,
            activity,
            course_key=course_key,
            kind=EventKind.DONE,
            request_id=request_id,
            language=quiz.language,
            at=at,
        )
    elif courses.enrolment_of(learner, course_key) is None:
        progress.enrol(learner, course_key, at=at)
    return attempt


def needed(pass_percent: int, counted: int) -> int:
    """How many questions must be right: the share in per cent, rounded up to a whole question."""
    return ceil(pass_percent * counted / 100)


def _replay(earlier: Attempt, learner: User, quiz: AskedQuiz) -> Attempt:
    if (earlier.learner_id, earlier.quiz_id) != (learner.pk, quiz.pk):
        raise progress.RequestReused
    return earlier


def assess(attempt: Attempt, question_id: UUID, *, closeness: Closeness) -> Answer:
    """Keeps what a learner says of their own answer to an open task; said again, the last word holds. Raises
    `Answer.DoesNotExist` for what is no open task of the attempt."""
    answer = queries.open_answers(attempt).get(question_id=question_id)
    answer.closeness = closeness
    answer.save(update_fields=["closeness"])
    return answer
