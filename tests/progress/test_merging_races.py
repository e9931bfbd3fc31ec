"""Merging while the person learns, and two coordinators at the same moment: nothing is lost, nobody waits for ever."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from jadro.accounts import services as people
from jadro.accounts.choices import Role
from jadro.base.errors import Refused
from learning.courses.models import Enrolment
from learning.progress import rebuilding, services
from learning.progress.choices import EventKind
from learning.progress.models import ActivityState, Event
from tests.factories import accounts, learning

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.every_engine]


@pytest.fixture
def at_once():
    """`at_once(*acts)` starts them together in threads of their own; what each gave, or how it was refused."""

    def run(*acts):
        gate = threading.Barrier(len(acts))

        def closing(act):
            try:
                gate.wait(timeout=20)
                return act()
            except Refused as refusal:
                return refusal
            finally:
                connections.close_all()

        with ThreadPoolExecutor(max_workers=len(acts)) as threads:
            return [each.result(timeout=60) for each in [threads.submit(closing, act) for act in acts]]

    return run


def mark(person, lesson, course, request_id=None):
    return services.record(
        person,
        learning.activity_of(lesson, course),
        course_key=course.translation_key,
        kind=EventKind.DONE,
        request_id=request_id or uuid4(),
        language="mk",
        at=timezone.now(),
    )


def test_what_was_acknowledged_while_accounts_were_merged_is_the_kept_ones(at_once):
    course = learning.course(5)
    lessons = learning.lessons_of(course)
    by = accounts.user(role=Role.COORDINATOR)
    for number in range(4):
        stays, goes = accounts.user(), accounts.user()
        mark(stays, lessons[0], course)
        if number % 2:
            mark(goes, lessons[1], course)

        _merged, *marked = at_once(
            lambda: people.merge(stays, goes, by=by, at=timezone.now()),  # noqa: B023  it is asked at once
            *[lambda lesson=lesson: mark(goes, lesson, course) for lesson in lessons[2:4]],  # noqa: B023
            lambda: mark(stays, lessons[4], course),  # noqa: B023
        )

        acknowledged = [each.event.request_id for each in marked if not isinstance(each, Refused)]
        assert not Event.objects.filter(learner=goes).exists()
        assert not ActivityState.objects.filter(learner=goes).exists()
        assert not Enrolment.objects.filter(learner=goes).exists()
        assert Event.objects.filter(learner=stays, request_id__in=acknowledged).count() == len(acknowledged)
    assert rebuilding.rebuild(check=True) == []


def test_merged_both_ways_at_the_same_moment_one_is_refused(at_once):
    course = learning.course(2)
    first, second = learning.lessons_of(course)
    by = accounts.user(role=Role.COORDINATOR)
    one, other = accounts.user(), accounts.user()
    mark(one, first, course)
    mark(other, second, course)

    answers = at_once(
        lambda: people.merge(one, other, by=by, at=timezone.now()),
        lambda: people.merge(other, one, by=by, at=timezone.now()),
    )

    assert [type(each) for each in answers].count(people.Emptied) == 1
    assert len(set(Event.objects.values_list("learner", flat=True))) == 1
    assert rebuilding.rebuild(check=True) == []
