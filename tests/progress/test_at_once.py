"""People and editors at the same time, each doing random things: nothing is lost, doubled or counted wrongly."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from learning.courses.models import LessonPage, Outline
from learning.progress import rebuilding, services
from learning.progress.choices import EventKind
from learning.progress.models import Completion, Event
from learning.quizzes import services as quiz_services
from learning.quizzes.models import Answer, AskedQuiz, Attempt
from learning.quizzes.questions import questions_of
from tests.factories import accounts, learning, quizzes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.every_engine]

SEED = int(os.environ.get("MACHINE_SEED", "20261124"))
STEPS = 30


class Device:
    """One of several on which the same two people learn; what they send is sent from another one too."""

    def __init__(self, number: int, course, people: list, sent: list) -> None:
        self.chance = random.Random(SEED + number)  # noqa: S311  repeatable, not secret
        self.course, self.people, self.sent = course, people, sent
        self.readable = [learning.activity_of(lesson, course) for lesson in learning.lessons_of(course)[:2]]
        self.quiz = AskedQuiz.objects.earliest("pk")
        self.quiz_activity = quizzes.activity(self.quiz, course)

    def work(self) -> None:
        try:
            for _step in range(STEPS):
                self.chance.choice([self.mark, self.mark, self.answer, self.send_again])()
        finally:
            connections.close_all()

    def mark(self) -> None:
        kind = self.chance.choice([EventKind.DONE, EventKind.DONE, EventKind.UNDONE])
        self.send("mark", self.chance.choice(self.people), self.chance.choice(self.readable), kind, uuid4())

    def answer(self) -> None:
        (question,) = questions_of(self.quiz.content)
        chosen = self.chance.choice(question.content["options"])["id"]
        self.send("answer", self.chance.choice(self.people), self.quiz_activity, {question.id: chosen}, uuid4())

    def send_again(self) -> None:
        if self.sent:
            self.send(*self.chance.choice(self.sent), is_first=False)

    def send(self, what: str, person, activity, content, request_id, *, is_first: bool = True) -> None:
        common = {"course_key": self.course.translation_key, "request_id": request_id, "at": timezone.now()}
        if is_first:
            self.sent.append((what, person, activity, content, request_id))
        if what == "answer":
            quiz_services.submit(person, self.quiz, activity, content, **common)
            return
        try:
            services.record(person, activity, kind=content, language="mk", **common)
        except services.NothingToTakeBack:
            return


class Desk:
    """An editor who withdraws, publishes and weighs the same lesson meanwhile."""

    def __init__(self, lesson) -> None:
        self.lesson = lesson

    def work(self) -> None:
        try:
            for number in range(STEPS // 5):
                lesson = LessonPage.objects.get(pk=self.lesson.pk)
                if number % 3 == 0:
                    lesson.unpublish()
                else:
                    lesson.is_required = number % 2 == 0
                    lesson.save_revision().publish()
        finally:
            connections.close_all()


def test_whatever_people_and_editors_do_at_once_the_record_keeps_its_promises():
    course, _page = quizzes.course_with(lessons=2)
    extra = learning.lesson(course.get_children().first().specific, title="Уште една")
    people = [accounts.user(), accounts.user()]
    sent: list[tuple] = []
    workers: list[Device | Desk] = [*(Device(number, course, people, sent) for number in range(3)), Desk(extra)]

    with ThreadPoolExecutor(max_workers=len(workers)) as threads:
        for future in [threads.submit(worker.work) for worker in workers]:
            future.result()

    assert rebuilding.stale_outlines() == []
    assert rebuilding.rebuild(check=True) == []
    answers = {request[-1] for request in sent if request[0] == "answer"}
    marks = {request[-1] for request in sent if request[0] == "mark"}
    attempts = list(Attempt.objects.order_by("pk"))
    assert {attempt.request_id for attempt in attempts} == answers
    assert Answer.objects.count() == len(attempts)
    passed = {attempt.request_id for attempt in attempts if attempt.is_passed}
    events = set(Event.objects.values_list("request_id", flat=True))
    assert passed <= events <= passed | marks
    # A mark is done or, where there was none to take back, was refused; none is lost.
    assert {request[-1] for request in sent if request[3] == EventKind.DONE} <= events
    for person in people:
        numbers = [attempt.number for attempt in attempts if attempt.learner_id == person.pk]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    outlines = Outline.objects.filter(course_key=course.translation_key).order_by("pk")
    assert [outline.number for outline in outlines] == list(range(1, len(outlines) + 1))
    assert Completion.objects.count() <= len(people)
