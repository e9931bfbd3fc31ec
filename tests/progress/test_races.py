"""Editors and learners at the same moment: nobody's figure is left behind and nobody waits for each other for ever."""

import threading
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone

from learning.courses import services as courses
from learning.courses.models import Outline
from learning.progress import services
from learning.progress.choices import EventKind
from learning.progress.models import CourseSummary
from tests.factories import accounts, learning

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def mark(learner, lesson, course):
    return services.record(
        learner,
        learning.activity_of(lesson, course),
        course_key=course.translation_key,
        kind=EventKind.DONE,
        request_id=uuid4(),
        language="mk",
        at=timezone.now(),
    )


def grow(course) -> None:
    """Adds a live lesson without telling anybody, as between a publication and what follows from it."""
    course.get_children().get().specific.add_child(instance=learning.new_lesson("Нова"))


class Meanwhile:
    """Runs something in a thread of its own and keeps what went wrong in it."""

    def __init__(self, act) -> None:
        self.failed: list[Exception] = []
        self.thread = threading.Thread(target=self.run, args=[act])
        self.thread.start()

    def run(self, act) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001  told to the test
            self.failed.append(error)
        finally:
            connections.close_all()


def test_a_mark_while_an_outline_is_made_is_counted_over_the_new_outline(monkeypatch):
    course = learning.course(2)
    learner = accounts.user()
    first, second = learning.lessons_of(course)
    mark(learner, first, course)
    grow(course)
    counting, go_on = threading.Event(), threading.Event()
    count_all = services.count_all

    def slowly(enrolments):
        counted = count_all(enrolments)
        if not counting.is_set():
            counting.set()
            go_on.wait(10)
        return counted

    monkeypatch.setattr(services, "count_all", slowly)
    publisher = Meanwhile(lambda: services.follow_outline(course.translation_key, at=timezone.now()))
    assert counting.wait(10)
    reader = Meanwhile(lambda: mark(learner, second, course))
    reader.thread.join(1)
    go_on.set()
    publisher.thread.join(30)
    reader.thread.join(30)

    assert publisher.failed == reader.failed == []
    assert CourseSummary.objects.values_list("outline__number", "done_count", "required_count").get() == (2, 2, 3)
    assert services.rebuild(check=True) == []


def test_two_publications_at_once_make_one_outline():
    course = learning.course(2)
    grow(course)
    made, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            courses.renew_outline(course.translation_key, at=timezone.now())
            made.set()
            go_on.wait(10)

    one = Meanwhile(slowly)
    assert made.wait(10)
    other = Meanwhile(lambda: courses.renew_outline(course.translation_key, at=timezone.now()))
    other.thread.join(1)
    go_on.set()
    one.thread.join(30)
    other.thread.join(30)

    assert one.failed == other.failed == []
    assert sorted(Outline.objects.values_list("number", flat=True)) == [1, 2]
