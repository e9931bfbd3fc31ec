"""Learning paths: courses in an order, how far one is, and the one thing to do next."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from jadro.accounts.choices import Role
from learning.courses.models import CoursePage, LearningPath, Prerequisite
from learning.progress import services
from learning.progress.next_step import learning_of
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 14, 32, tzinfo=ZoneInfo("Europe/Skopje"))


mark = partial(learning.mark, at=NOW)


def finish(learner, course):
    for lesson in learning.lessons_of(course):
        mark(learner, lesson, course)


def next_of(learner):
    with translation.override("mk"):
        step = learning_of(learner, "mk").next
    return step and (step.card.title, step.progress.next.part.title, step.is_suggestion)


@pytest.fixture
def first():
    return learning.course(1, title="Прво")


@pytest.fixture
def second():
    return learning.course(2, title="Второ")


@pytest.mark.long
def test_a_path_lists_its_courses_in_order_for_everybody(client, first, second):
    learning.path(second, first, title="За нови")

    page = client.get("/mk/paths/novi/").content.decode()

    assert page.index("Второ") < page.index("Прво")
    assert "За нови" in client.get("/mk/courses/").content.decode()
    assert client.get("/mk/paths/nema/").status_code == 404


@pytest.mark.long
def test_a_path_says_how_far_one_is_and_goes_on_with_the_first_that_is_not_finished(signed_in, first, second):
    learning.path(first, second)
    learner = accounts.user(language="en")
    finish(learner, first)

    page = signed_in(learner).get("/en/paths/novi/").content.decode()

    assert "1 of 1 finished" in page
    assert "0 of 2 finished" in page
    assert page.count('class="btn"') == 1
    assert learning.lessons_of(second)[0].localized.slug in page


@pytest.mark.long
def test_what_cannot_be_opened_is_left_out_of_the_path(client, first, second):
    learning.path(first, second)
    CoursePage.objects.get(pk=first.pk).unpublish()

    assert "Прво" not in client.get("/mk/paths/novi/").content.decode()


@pytest.mark.long
def test_an_unfinished_lesson_comes_before_what_is_new_and_that_before_a_suggestion(first, second):
    third = learning.course(1, title="Трето")
    learning.path(third)
    learner = accounts.user()
    mark(learner, learning.lessons_of(second)[0], second)
    finish(learner, first)
    learning.lesson(first.get_children().first().specific, title="Додадена")

    unfinished = next_of(learner)
    finish(learner, second)
    new = next_of(learner)
    services.decline(learner, learning.activity_of(learning.lessons_of(first)[1], first), at=NOW)
    suggested = next_of(learner)

    assert unfinished == ("Второ", "Лекција 1.2", False)
    assert new == ("Прво", "Додадена", False)
    assert suggested == ("Трето", "Лекција 1.1", True)


def test_who_follows_nothing_is_led_to_the_first_course_of_the_first_path(first, second):
    learning.path(second, first)

    assert next_of(accounts.user()) == ("Второ", "Лекција 1.1", True)


def form(*courses, slug="nova"):
    steps = [{"course_key": str(each.translation_key), "ORDER": str(n)} for n, each in enumerate(courses, start=1)]
    return nested_form_data(
        {
            "slug": slug,
            "position": "0",
            "texts": inline_formset([{"language": "mk", "title": "Нова", "summary": ""}]),
            "steps": inline_formset(steps),
        }
    )


@pytest.mark.long
def test_an_editor_makes_a_path(signed_in, first, second):
    editor = signed_in(accounts.user(role=Role.EDITOR))

    answer = editor.post("/admin/snippets/courses/learningpath/add/", form(second, first))

    assert answer.status_code == 302
    steps = LearningPath.objects.get().steps.order_by("sort_order").values_list("course_key", flat=True)
    assert list(steps) == [second.translation_key, first.translation_key]


@pytest.mark.long
@pytest.mark.parametrize("way", ["twice", "before what it needs"])
def test_a_path_that_leads_back_to_itself_is_refused_beside_the_field(signed_in, first, second, way):
    first.prerequisites = [Prerequisite(course_key=second.translation_key)]
    learning.publish(first)
    courses = [second, first, second] if way == "twice" else [first, second]
    editor = signed_in(accounts.user(role=Role.EDITOR))

    answer = editor.post("/admin/snippets/courses/learningpath/add/", form(*courses))

    errors = answer.context["form"].formsets["steps"].errors
    assert [list(each) for each in errors if each] == [["course_key"]]
    assert not LearningPath.objects.exists()


@pytest.mark.long
@pytest.mark.parametrize("courses", [1, 3])
def test_a_path_costs_the_same_queries_with_more_courses(signed_in, django_assert_num_queries, courses):
    learning.path(*(learning.course(1, title=f"Курс {n}") for n in range(courses)))
    client = signed_in(accounts.user())
    client.get("/mk/paths/novi/")

    with django_assert_num_queries(6):
        client.get("/mk/paths/novi/")
