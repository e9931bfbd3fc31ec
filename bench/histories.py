"""Learners of a course with all they did there, written in bulk as the services would have left it, without the hours
that would take. Works inside an installation, so its models may be imported."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.utils import timezone

from bench import content, long_course
from bench.content import LANGUAGE, Learner
from bench.long_course import given
from jadro.accounts.choices import Role
from jadro.accounts.models import User
from learning.courses.models import CoursePage, Enrolment, Outline, OutlineItem, Run
from learning.progress.choices import EventKind
from learning.progress.models import ActivityState, CourseSummary, Event, ReadingPlace
from learning.quizzes.models import Answer, AskedQuiz, Attempt
from learning.quizzes.questions import questions_of
from learning.quizzes.services import needed

# People whose rows are made in one transaction, and held in memory meanwhile.
PEOPLE_AT_ONCE = 250
BEGAN = timedelta(days=300)

Row = TypeVar("Row", bound=models.Model)
Did = tuple[User, OutlineItem, datetime]


class Crowd:
    """Everybody has opened the whole course and done all but its last lesson; each quiz was failed, then passed.

    `present` are those who ask while it is measured.
    """

    def __init__(self, course: CoursePage) -> None:
        self.outline = Outline.objects.current().get(course_key=course.translation_key)
        self.items = list(self.outline.items.in_order())
        self.quizzes = {quiz.lesson_key: quiz for quiz in long_course.quizzes(course)}
        self.run = Run.objects.get(course_key=course.translation_key, kind="open")
        self.member = Group.objects.get(name=Role.MEMBER)
        self.size = 0
        self.present: list[Learner] = []

    def grow(self, size: int, *, present: int) -> None:
        """Up to this many people, of whom so many are signed in."""
        now = timezone.now()
        for first in range(self.size, size, PEOPLE_AT_ONCE):
            with transaction.atomic():
                self._add(range(first, min(first + PEOPLE_AT_ONCE, size)), now)
        self.size = size
        for number in range(len(self.present), min(size, present)):
            self.present.append(content.signed_in(User.objects.get(email=_email(number))))

    def _add(self, numbers: range, now: datetime) -> None:
        learners = User.objects.bulk_create(User(email=_email(number), language=LANGUAGE) for number in numbers)
        User.groups.through.objects.bulk_create(
            User.groups.through(user=learner, group=self.member) for learner in learners
        )
        begun = [now - BEGAN + timedelta(days=number % 280) for number in numbers]
        enrolments = Enrolment.objects.bulk_create(
            Enrolment(run=self.run, learner=learner, enrolled_at=at)
            for learner, at in zip(learners, begun, strict=True)
        )
        CourseSummary.objects.bulk_create(
            CourseSummary(
                enrolment=each,
                outline=self.outline,
                done_count=len(self.items) - 1,
                required_count=len(self.items),
            )
            for each in enrolments
        )
        opened: list[Did] = [
            (learner, item, at + timedelta(minutes=9 * item.position))
            for learner, at in zip(learners, begun, strict=True)
            for item in self.items
        ]
        ReadingPlace.objects.bulk_create(
            ReadingPlace(learner=learner, lesson_key=item.page_key, opened_at=at, read_at=at)
            for learner, item, at in opened
        )
        done = [did for did in opened if did[1] != self.items[-1]]
        events = _record(done)
        self._answer((did, event) for did, event in zip(done, events, strict=True) if did[1].page_key in self.quizzes)

    def _answer(self, passed: Iterable[tuple[Did, Event]]) -> None:
        attempts = [
            attempt
            for (learner, item, at), event in passed
            for attempt in _attempts(learner, item, self.quizzes[item.page_key], at, event.request_id)
        ]
        Attempt.objects.bulk_create(attempts)
        Answer.objects.bulk_create(answer for attempt in attempts for answer in _answers(attempt))


def _email(number: int) -> str:
    return f"counted{number}@example.org"


def _record(done: list[Did]) -> list[Event]:
    events = Event.objects.bulk_create(
        Event(
            request_id=uuid4(),
            learner=learner,
            activity_id=item.activity_id,
            kind=EventKind.DONE,
            recorded_at=at,
            language=LANGUAGE,
        )
        for learner, item, at in done
    )
    ActivityState.objects.bulk_create(
        ActivityState(
            learner_id=event.learner_id,
            activity_id=event.activity_id,
            is_done=True,
            done_at=event.recorded_at,
            last_event=event,
        )
        for event in events
    )
    return events


def _attempts(learner: User, item: OutlineItem, quiz: AskedQuiz, at: datetime, request_id: UUID) -> Iterator[Attempt]:
    """Half of the questions right, then all of them; the second one is the request that passed."""
    count = len(quiz.content["questions"])
    tries = (uuid4(), at - timedelta(minutes=3), count // 2), (request_id, at, count)
    for number, (its_request, submitted_at, right_count) in enumerate(tries, start=1):
        yield Attempt(
            request_id=its_request,
            learner=learner,
            activity_id=item.activity_id,
            quiz=quiz,
            number=number,
            submitted_at=submitted_at,
            right_count=right_count,
            counted_count=count,
            needed_count=needed(quiz.content["pass_percent"], count),
        )


def _answers(attempt: Attempt) -> Iterator[Answer]:
    for place, question in enumerate(questions_of(attempt.quiz.content)):
        is_right = place < attempt.right_count
        yield Answer(
            attempt=attempt,
            question_id=UUID(question.id),
            given=given(question, is_right=is_right),
            is_right=is_right,
        )
