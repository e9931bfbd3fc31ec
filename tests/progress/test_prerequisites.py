"""Courses that build on others: what is recommended is told kindly, what is needed is asked for on joining only."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from jadro.accounts.choices import Role
from learning.courses.models import CoursePage, Enrolment, Prerequisite
from learning.progress import services
from learning.progress.models import Event
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 14, 32, tzinfo=ZoneInfo("Europe/Skopje"))


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def build_on(course, *before, is_binding=False):
    course = CoursePage.objects.get(pk=course.pk)
    course.prerequisites = [
        Prerequisite(course_key=each.translation_key, is_binding=is_binding, sort_order=place)
        for place, each in enumerate(before)
    ]
    return learning.publish(course)


mark = partial(learning.mark, at=NOW)


def enrol_address(course):
    return reverse("my:enrol", args=[course.translation_key])


@pytest.fixture
def first():
    return learning.course(2, title="Прво")


@pytest.fixture
def second():
    return learning.course(1, title="Второ")


@pytest.mark.long
def test_what_is_recommended_is_told_with_how_far_one_is_and_keeps_nobody_out(signed_in, first, second):
    second = build_on(second, first)
    learner = accounts.user(language="en")
    mark(learner, learning.lessons_of(first)[0], first)
    client = signed_in(learner)

    page = client.get(second.localized.get_url()).content.decode()
    answer = client.post(enrol_address(second))

    assert "Recommended first; you decide." in page
    assert "1 of 2 finished" in page
    assert answer.status_code == 302
    assert Enrolment.objects.filter(run__course_key=second.translation_key).exists()


@pytest.mark.long
def test_who_has_not_finished_what_is_needed_cannot_join_but_reads(signed_in, first, second):
    second = build_on(second, first, is_binding=True)
    learner = accounts.user(language="en")
    client = signed_in(learner)
    (lesson,) = learning.lessons_of(second)

    page = client.get(second.localized.get_url()).content.decode()
    joining = client.post(enrol_address(second))
    with translation.override("mk"):
        address = reverse("my:mark", args=[lesson.translation_key])
    marking = client.post(address, learning.mark_form())

    assert "Finish it first, then you can join." in page
    assert enrol_address(second) not in page
    assert (joining.status_code, marking.status_code) == (409, 409)
    assert "Прво" in joining.content.decode()
    assert client.get(lesson.url).status_code == 200
    assert not Enrolment.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.long
def test_who_has_finished_what_is_needed_joins_and_is_asked_for_nothing(signed_in, first, second):
    second = build_on(second, first, is_binding=True)
    learner = accounts.user(language="en")
    for lesson in learning.lessons_of(first):
        mark(learner, lesson, first)
    client = signed_in(learner)

    page = client.get(second.localized.get_url()).content.decode()

    assert "builds on" not in page
    assert client.post(enrol_address(second)).status_code == 302


@pytest.mark.long
def test_what_becomes_needed_later_sends_nobody_away(signed_in, first, second):
    learner = accounts.user()
    services.enrol(learner, second.translation_key, at=NOW)

    second = build_on(second, first, is_binding=True)
    mark(learner, learning.lessons_of(second)[0], second)

    assert Event.objects.count() == 1


@pytest.mark.long
def test_a_course_that_is_not_offered_is_asked_for_by_none(signed_in, first, second):
    second = build_on(second, first, is_binding=True)
    CoursePage.objects.get(pk=first.pk).unpublish()

    assert services.enrol(accounts.user(), second.translation_key, at=NOW).pk


@pytest.mark.long
def test_a_coordinator_puts_people_into_a_cohort_whatever_they_finished(first, second):
    second = build_on(second, first, is_binding=True)

    run = learning.cohort(second, accounts.user())

    assert run.enrolments.count() == 1


@pytest.mark.long
def test_every_language_builds_on_the_same_courses(first, second):
    translated = learning.translate(second, "sq")

    build_on(second, first, is_binding=True)

    assert list(Prerequisite.objects.filter(course=translated.pk).values_list("course_key", "is_binding")) == [
        (first.translation_key, True)
    ]


def form(course, *before):
    rows = [{"course_key": str(each.translation_key), "is_binding": "", "ORDER": "1"} for each in before]
    return nested_form_data(
        {
            "title": course.title,
            "slug": course.slug,
            "optional_needed": "0",
            "body": streamfield([]),
            "prerequisites": inline_formset(rows),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )


@pytest.mark.long
def test_an_editor_says_what_to_finish_before(signed_in, first, second):
    editor = signed_in(accounts.user(role=Role.EDITOR))

    answer = editor.post(f"/admin/pages/{second.pk}/edit/", form(second, first))

    assert answer.status_code == 302
    assert Prerequisite.objects.get(course=second.pk).course_key == first.translation_key


@pytest.mark.long
@pytest.mark.parametrize("way", ["itself", "the other", "a third", "twice"])
def test_a_course_that_is_to_be_finished_before_itself_is_refused_beside_the_field(signed_in, first, second, way):
    third = learning.course(1, title="Трето")
    build_on(first, third)
    build_on(third, second)
    chosen = {"itself": [second], "the other": [third], "a third": [first], "twice": [second, second]}[way]
    edited = learning.course(1, title="Четврто") if way == "twice" else second
    editor = signed_in(accounts.user(role=Role.EDITOR))

    answer = editor.post(f"/admin/pages/{edited.pk}/edit/", form(edited, *chosen))

    assert answer.status_code == 200
    errors = answer.context["form"].formsets["prerequisites"].errors
    assert [list(each) for each in errors if each] == [["course_key"]]
    assert not Prerequisite.objects.filter(course=edited.pk).exists()


@pytest.mark.long
@pytest.mark.parametrize("courses", [1, 3])
def test_the_page_costs_the_same_queries_however_many_courses_it_builds_on(
    signed_in, django_assert_num_queries, courses
):
    second = build_on(learning.course(1), *(learning.course(1, title=f"Пред {n}") for n in range(courses)))
    client = signed_in(accounts.user(language="en"))
    client.get(second.localized.get_url())

    with django_assert_num_queries(13):
        client.get(second.localized.get_url())
