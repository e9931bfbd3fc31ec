"""Editors and learners at the same moment: nobody's figure is left behind and nobody waits for each other for ever."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connections, transaction
from django.utils import timezone

from learning.courses import services as courses
from learning.courses.models import Outline
from learning.progress import rebuilding, services
from learning.progress.models import CourseSummary
from tests.factories import accounts, learning

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.every_engine]


def grow(course) -> None:
    """Adds a live lesson without telling anybody, as between a publication and what follows from it."""
    course.get_children().get().specific.add_child(instance=learning.new_lesson("Нова"))


@pytest.fixture
def meanwhile():
    """`meanwhile(act)` runs it in a thread of its own; the future's `result()` raises what went wrong there."""

    def closing(act):
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=2) as threads:
        yield lambda act: threads.submit(closing, act)


def test_a_mark_while_an_outline_is_made_is_counted_over_the_new_outline(meanwhile, monkeypatch):
    course = learning.course(2)
    learner = accounts.user()
    first, second = learning.lessons_of(course)
    learning.mark(learner, first, course)
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
    publisher = meanwhile(lambda: services.follow_outline(course.translation_key, at=timezone.now()))
    assert counting.wait(10)
    reader = meanwhile(lambda: learning.mark(learner, second, course))
    wait([reader], timeout=1)
    go_on.set()
    publisher.result(30)
    reader.result(30)

    assert CourseSummary.objects.values_list("outline__number", "done_count", "required_count").get() == (2, 2, 3)
    assert rebuilding.rebuild(check=True) == []


def test_two_publications_at_once_make_one_outline(meanwhile):
    course = learning.course(2)
    grow(course)
    made, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            courses.renew_outline(course.translation_key, at=timezone.now())
            made.set()
            go_on.wait(10)

    one = meanwhile(slowly)
    assert made.wait(10)
    other = meanwhile(lambda: courses.renew_outline(course.translation_key, at=timezone.now()))
    wait([other], timeout=1)
    go_on.set()
    one.result(30)
    other.result(30)

    assert sorted(Outline.objects.values_list("number", flat=True)) == [1, 2]
