"""Why a figure is what it is, line by line, and what one may do with what came after finishing."""

from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from learning.progress import queries, rebuilding, services
from learning.progress.choices import EventKind
from learning.progress.models import Declined
from learning.quizzes.models import AskedQuiz
from tests.factories import accounts, learning, quizzes

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 14, 32, tzinfo=ZoneInfo("Europe/Skopje"))


do = partial(learning.mark, at=NOW)


def reasons(learner, course):
    with translation.override("en"):
        explanation = queries.explain(learner, course.translation_key, "en")
        counting = sum(reason.counts for reason in explanation.reasons)
        assert counting == explanation.done + explanation.optional_done
        return [(reason.title, reason.words) for reason in explanation.reasons]


@pytest.fixture
def extended():
    """A course that somebody finished and to which a lesson was added afterwards."""
    course = learning.course(2)
    learner = accounts.user(language="en")
    for lesson in learning.lessons_of(course):
        do(learner, lesson, course)
    added = learning.lesson(course.get_children().first().specific, title="Додадена")
    return course, learner, added


def choose(client, course, lesson, *, is_declined):
    activity = learning.activity_of(lesson, course)
    with translation.override("en"):
        address = reverse("my:choose_new", args=[course.translation_key, activity.pk])
    return client.post(address, {"is_declined": "1" if is_declined else "0"})


def test_a_quiz_says_since_when_it_is_passed():
    course, _page = quizzes.course_with()
    learner = accounts.user()
    services.record(
        learner,
        quizzes.activity(AskedQuiz.objects.get(), course),
        course_key=course.translation_key,
        kind=EventKind.DONE,
        request_id=uuid4(),
        language="mk",
        at=NOW,
    )

    assert reasons(learner, course) == [("Проверка", "passed on 24 November 2026")]


def test_every_required_activity_says_since_when_it_is_done_or_that_it_is_missing():
    course = learning.course(2)
    learner = accounts.user()
    first, second = learning.lessons_of(course)
    do(learner, first, course)

    assert reasons(learner, course) == [(first.title, "done on 24 November 2026"), (second.title, "not done yet")]


@pytest.mark.long
def test_optional_activities_that_are_needed_count_in_the_order_they_were_done():
    course = learning.course(1)
    module = course.get_children().first().specific
    optional = [learning.lesson(module, title=f"По избор {number}", is_required=False) for number in (1, 2, 3)]
    course = learning.ask_for_optional(course, 1)
    learner = accounts.user()
    do(learner, optional[2], course)
    do(learner, optional[0], course, at=NOW + timedelta(days=1))

    assert reasons(learner, course) == [
        ("Лекција 1.1", "not done yet"),
        ("По избор 1", "done, beyond what is needed"),
        ("По избор 2", "optional, not done"),
        ("По избор 3", "done on 24 November 2026"),
    ]


@pytest.mark.long
def test_after_finishing_the_figure_is_told_by_the_outline_that_was_finished_even_where_its_lessons_are_gone(extended):
    course, learner, _added = extended
    first, second, _third = learning.lessons_of(course)
    first.delete()
    do(learner, second, course, kind=EventKind.UNDONE)

    assert reasons(learner, course) == [
        ("Лекција 1.1", "done on 24 November 2026"),
        ("Лекција 1.2", "was done when you finished; you took the mark back"),
        ("Додадена", "new since you finished"),
    ]


@pytest.mark.long
def test_what_is_declined_is_no_longer_shown_as_new_and_counts_as_before(extended, signed_in):
    course, learner, added = extended
    before = queries.explain(learner, course.translation_key, "en").counted

    answer = choose(signed_in(learner), course, added, is_declined=True)

    explanation = queries.explain(learner, course.translation_key, "en")
    assert answer.status_code == 302
    assert (explanation.new, explanation.next) == ([], None)
    assert [item.part.title for item in explanation.declined] == ["Додадена"]
    assert "n" not in explanation.segments
    assert explanation.counted == before
    assert rebuilding.rebuild(check=True) == []


@pytest.mark.long
def test_declining_twice_is_declining_once_and_can_be_taken_back(extended, signed_in):
    course, learner, added = extended
    client = signed_in(learner)
    for _time in range(2):
        choose(client, course, added, is_declined=True)
    assert Declined.objects.count() == 1

    choose(client, course, added, is_declined=False)

    assert [item.part.title for item in queries.explain(learner, course.translation_key, "en").new] == ["Додадена"]


@pytest.mark.long
def test_what_was_declined_can_still_be_done(extended):
    course, learner, added = extended
    services.decline(learner, learning.activity_of(added, course), at=NOW)

    do(learner, added, course)

    explanation = queries.explain(learner, course.translation_key, "en")
    assert (explanation.new, explanation.declined) == ([], [])


@pytest.mark.long
def test_only_what_is_new_to_the_person_can_be_declined(extended, signed_in):
    course, learner, added = extended
    old = learning.lessons_of(course)[0]

    assert choose(signed_in(learner), course, old, is_declined=True).status_code == 404
    assert choose(signed_in(accounts.user()), course, added, is_declined=True).status_code == 404
    assert not Declined.objects.exists()


@pytest.mark.long
def test_the_page_of_the_course_offers_to_do_or_decline_each_new_lesson(extended, signed_in):
    course, learner, added = extended
    client = signed_in(learner)
    with translation.override("en"):
        address = course.localized.get_url()

    offered = client.get(address).content.decode()
    choose(client, course, added, is_declined=True)
    declined = client.get(address).content.decode()

    assert "Not for me" in offered
    assert "Not for me" not in declined
    assert "Show it as new again" in declined
