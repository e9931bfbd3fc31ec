"""What a course asks for before it is finished: all that is required, and as many of the others as its editors say."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from learning.courses.models import CoursePage, Outline
from learning.courses.tree import course_tree
from learning.progress import queries, rebuilding, services
from learning.progress.choices import EventKind
from learning.progress.models import Completion, CourseSummary
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 14, 32, tzinfo=ZoneInfo("Europe/Skopje"))


def course_with_optional(*, required=1, optional=3, needed=2):
    """A course, and its required and its optional lessons."""
    course = learning.course(required)
    module = course.get_children().first().specific
    extra = [learning.lesson(module, title=f"По избор {number}", is_required=False) for number in range(optional)]
    course = learning.ask_for_optional(course, needed)
    return course, learning.lessons_of(course)[:required], extra


def do(learner, lesson, course, kind=EventKind.DONE):
    activity = learning.activity_of(lesson, course)
    services.record(
        learner,
        activity,
        course_key=course.translation_key,
        kind=kind,
        request_id=uuid4(),
        language="mk",
        at=NOW,
    )


def sentences(learner, course):
    with translation.override("en"):
        explanation = queries.explain(learner, course.translation_key, "en")
        return explanation.count_sentence, explanation.missing_sentence


@pytest.mark.long
def test_a_course_that_needs_optional_lessons_is_finished_by_the_last_of_these_and_says_what_was_met():
    course, (required,), optional = course_with_optional()
    learner = accounts.user()
    do(learner, required, course)
    do(learner, optional[2], course)
    assert sentences(learner, course) == (
        "1 of 1 required, 1 of 2 optional",
        "Left: 1 optional activity of your choice.",
    )
    assert not Completion.objects.exists()

    do(learner, optional[0], course)

    completion = Completion.objects.get()
    assert (completion.rule, completion.done_count) == ("with-optional", 1)
    assert (completion.optional_needed, completion.optional_done) == (2, 2)
    assert sentences(learner, course) == ("1 of 1 required, 2 of 2 optional", "Nothing is left.")


@pytest.mark.long
def test_more_optional_lessons_than_are_needed_stand_in_for_no_required_one():
    course, (required,), optional = course_with_optional()
    learner = accounts.user()
    for lesson in optional:
        do(learner, lesson, course)

    assert not Completion.objects.exists()
    assert sentences(learner, course) == (
        "0 of 1 required, 2 of 2 optional",
        f"Left: “{required.title}”.",
    )
    counts = CourseSummary.objects.values_list("done_count", "required_count")
    assert counts.values_list("optional_done_count", "optional_needed_count").get() == (2, 2)


@pytest.mark.long
def test_another_rule_makes_an_outline_and_takes_nothing_from_who_finished():
    course, (required,), _optional = course_with_optional(needed=0)
    finished, halfway = accounts.user(), accounts.user()
    do(finished, required, course)
    services.enrol(halfway, course.translation_key, at=NOW)
    before = Outline.objects.filter(course_key=course.translation_key).count()

    learning.ask_for_optional(course, 2)

    outlines = Outline.objects.filter(course_key=course.translation_key).order_by("pk")
    assert [outline.optional_needed for outline in outlines[before:]] == [2]
    assert sentences(finished, course) == ("1 of 1 finished", "Nothing is left.")
    assert sentences(halfway, course)[0] == "0 of 1 required, 0 of 2 optional"
    assert rebuilding.rebuild(check=True) == []


@pytest.mark.long
def test_a_rule_that_becomes_easier_is_met_only_when_the_learner_says_so():
    course, (required,), _optional = course_with_optional(needed=1)
    learner = accounts.user()
    do(learner, required, course)

    learning.ask_for_optional(course, 0)

    assert not Completion.objects.exists()
    assert queries.explain(learner, course.translation_key, "mk").may_finish
    services.enrol(learner, course.translation_key, at=NOW)
    assert Completion.objects.get().rule == "all-required"


@pytest.mark.long
def test_a_course_never_asks_for_more_optional_lessons_than_it_has_and_its_editor_is_told():
    course, _required, optional = course_with_optional(optional=2, needed=2)
    optional[0].unpublish()

    explanation = queries.explain(accounts.user(), course.translation_key, "mk")
    course = learning.ask_for_optional(course, 9)

    assert explanation.optional_needed == 1
    assert course_tree(course).asks_for_too_many
    assert not course_tree(learning.ask_for_optional(course, 2)).asks_for_too_many


@pytest.mark.long
def test_the_rule_is_the_same_in_every_language_of_the_course():
    course, _required, _optional = course_with_optional(needed=2)
    translated = learning.translate(course, "sq")

    learning.ask_for_optional(course, 1)

    assert CoursePage.objects.get(pk=translated.pk).optional_needed == 1


@pytest.mark.long
def test_a_course_without_required_lessons_is_finished_by_its_optional_ones():
    course, _required, optional = course_with_optional(required=0, optional=2, needed=1)
    learner = accounts.user()
    do(learner, optional[1], course)

    assert Completion.objects.get().optional_done == 1
    assert sentences(learner, course)[0] == "1 of 1 optional"
