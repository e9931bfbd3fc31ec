"""Figures of a course, through the page on which editors read them."""

import re
from datetime import date
from http import HTTPStatus
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse

from jadro.accounts.choices import Role
from learning.courses.models import LessonPage, OutlineItem
from learning.progress import services as progress
from learning.progress.choices import EventKind
from tests.factories import accounts, learning, quizzes
from tests.factories.statistics import enrolled, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


def address(course, **choice) -> str:
    return reverse("statistics:course", args=[course.translation_key], query=choice)


def cells(browser, course, **choice) -> dict[str, list[str]]:
    """What stands beside each heading of a row."""
    response = browser.get(address(course, **choice))
    assert response.status_code == HTTPStatus.OK
    html = re.sub(r"<details.*?</details>", "", " ".join(response.content.decode().split()))
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", html):
        heading, *others = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        found[" ".join(re.sub("<[^>]+>", " ", heading).split())] = [re.sub("<[^>]+>", "", each) for each in others]
    return found


@pytest.fixture
def course():
    return learning.course(2)


@pytest.mark.long
def test_who_enrolled_began_and_finished_is_counted_to_the_nearest_five(editor, course):
    first, second = learning.lessons_of(course)
    people = enrolled(course, 18, at=moment(3))
    for person in people[:13]:
        learning.mark(person, first, course, at=moment(3, 11))
    for person in people[:8]:
        learning.mark(person, second, course, at=moment(3, 12))

    rows = cells(editor, course, last="2025-03")

    assert rows["Запишани"][0] == "20"
    assert rows["Почнале"][0] == "15 од 20"
    assert rows["Завршиле"][0] == "10 од 20"
    assert rows["Денови од запишување до крајот (медијана)"][0] == "2 дена"
    assert rows["1. Лекција 1.1"] == ["15 од 20", "15 од 20", "24 часа", "5 од 20"]
    assert rows["2. Лекција 1.2"] == ["10 од 20", "10 од 20", "24 часа", "под 5 од 20"]
    assert rows["Пред првиот чекор"][3] == "5 од 20"


@pytest.mark.long
def test_an_opened_lesson_is_no_done_one(editor, course):
    first, _second = learning.lessons_of(course)
    for person in enrolled(course, 10, at=moment(3)):
        progress.keep_place(person, first.translation_key, block_id=None, at=moment(3, 11))

    rows = cells(editor, course, last="2025-03")

    assert rows["Почнале"][0] == "10 од 10"
    assert rows["1. Лекција 1.1"] == ["10 од 10", "под 5 од 10", "–", "под 5 од 10"]


def test_fewer_than_five_people_have_no_figures(editor, course):
    enrolled(course, 4, at=moment(3))

    assert "Овде се бројат помалку од 5 лица" in editor.get(address(course)).content.decode()
    assert "Запишани" not in cells(editor, course)


@pytest.mark.long
def test_a_past_period_has_the_same_figures_whatever_came_after(editor, course):
    first, second = learning.lessons_of(course)
    people = enrolled(course, 12, at=moment(3))
    for person in people[:9]:
        progress.keep_place(person, first.translation_key, block_id=None, at=moment(3, 11))
        learning.mark(person, first, course, at=moment(3, 12))
    before = editor.get(address(course, last="2025-03")).content.decode()

    enrolled(course, 6, at=moment(5))
    for person in people:
        progress.keep_place(person, first.translation_key, block_id=UUID(int=1), at=moment(5))
        learning.mark(person, second, course, at=moment(5))
    learning.mark(people[0], first, course, at=moment(5), kind=EventKind.UNDONE)
    learning.lesson(first.get_parent().specific, title="Нова")

    assert OutlineItem.objects.filter(title="Нова").exists()
    assert (
        cells(editor, course, last="2025-03").items()
        >= {"1. Лекција 1.1": ["10 од 10"] * 2 + ["2 дена", "10 од 10"]}.items()
    )
    assert rows_of(editor.get(address(course, last="2025-03")).content.decode()) == rows_of(before)
    assert cells(editor, course, last="2025-05")["2. Лекција 1.2"][1] == "10 од 20"


def rows_of(html: str) -> list[str]:
    return re.findall(r"<tr>.*?</tr>", " ".join(html.split()))


@pytest.mark.long
def test_a_period_is_counted_over_the_outline_of_its_end(editor):
    with time_machine.travel(moment(2), tick=False):
        course = learning.course(2)
    enrolled(course, 5, at=moment(3))
    with time_machine.travel(moment(4), tick=False):
        learning.lesson(learning.lessons_of(course)[0].get_parent().specific, title="Нова")

    assert "3. Нова" not in cells(editor, course, last="2025-03")
    assert "3. Нова" in cells(editor, course, last="2025-04")


@pytest.mark.long
def test_who_enrolled_before_the_period_is_not_in_it(editor, course):
    enrolled(course, 5, at=moment(2))
    enrolled(course, 10, at=moment(3))

    assert cells(editor, course, first="2025-03", last="2025-03")["Запишани"][0] == "10"
    assert cells(editor, course, last="2025-03")["Запишани"][0] == "15"


@pytest.mark.long
def test_the_months_are_those_of_the_site(editor, course):
    """Half past eleven in the evening of the last day of March, UTC, is April in Skopje."""
    enrolled(course, 5, at=moment(3))
    enrolled(course, 5, at=moment(3, 31, 23, 30))

    assert cells(editor, course, last="2025-03")["Запишани"][0] == "5"
    assert cells(editor, course, last="2025-04")["Запишани"][0] == "10"


@pytest.mark.long
def test_a_cohort_is_counted_apart_and_until_its_last_day(editor, course):
    first, _second = learning.lessons_of(course)
    enrolled(course, 10, at=moment(3))
    cohort = learning.cohort(course, ends_on=date(2025, 3, 20))
    people = [accounts.user() for _ in range(10)]
    for person in people:
        progress.put_into(cohort, person, at=moment(3))
    for person in people[:5]:
        learning.mark(person, first, course, at=moment(3, 20))
    for person in people[5:]:
        learning.mark(person, first, course, at=moment(3, 21))

    assert cells(editor, course, group=str(cohort.pk), last="2025-03")["1. Лекција 1.1"][1] == "5 од 10"
    assert cells(editor, course, last="2025-03")["1. Лекција 1.1"][1] == "5 од 20"
    assert "Пролет" in editor.get(address(course)).content.decode()


@pytest.mark.long
def test_a_question_tells_who_missed_it_at_first(editor, signed_in):
    course, lesson = quizzes.course_with()
    wrong, right = ([accounts.user() for _ in range(number)] for number in (6, 5))
    with time_machine.travel(moment(3), tick=False):
        for person in (*wrong, *right):
            progress.enrol(person, course.translation_key, at=moment(3))
            form = quizzes.wrong(lesson) if person in wrong else quizzes.form(lesson)
            door = reverse("quizzes:submit", args=[lesson.translation_key, quizzes.an_id("quiz")])
            assert signed_in(person).post(door, form).status_code == HTTPStatus.FOUND
            # A second attempt changes nothing.
            signed_in(person).post(door, quizzes.form(lesson))

    page = " ".join(editor.get(address(course, last="2025-03")).content.decode().split())

    assert "Кој одлучува?</span>: <strong>5 од 10</strong>" in page


@pytest.mark.long
def test_the_part_where_five_stopped_reading_is_named_as_long_as_it_is_known(editor, course):
    first, _second = learning.lessons_of(course)
    heading, paragraph, _task = LessonPage.objects.get(pk=first.pk).body
    people = enrolled(course, 9, at=moment(3))
    for person in people[:5]:
        progress.keep_place(person, first.translation_key, block_id=UUID(heading.id), at=moment(3))
    for person in people[5:]:
        progress.keep_place(person, first.translation_key, block_id=UUID(paragraph.id), at=moment(3))

    now = " ".join(editor.get(address(course)).content.decode().split())

    assert "Прво</span>: <strong>5 од 10</strong>" in now
    assert "Текст." not in now
    assert "Прво</span>" not in editor.get(address(course, last="2025-03")).content.decode()


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        ({"first": "2025-04", "last": "2025-03"}, "last"),
        ({"last": "2025-13"}, "last"),
        ({"first": "yesterday"}, "first"),
        ({"group": "0"}, "group"),
    ],
)
def test_a_wrong_choice_is_told_beside_its_field(editor, course, choice, field):
    enrolled(course, 5, at=moment(3))

    response = editor.get(address(course, **choice))

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}-errors"' in response.content.decode() or "error-message" in response.content.decode()
    assert "Запишани</th>" not in response.content.decode()


@pytest.mark.long
@pytest.mark.parametrize(("people", "lessons"), [(5, 1), (15, 3)])
def test_the_page_takes_the_same_queries_whatever_it_counts(editor, django_assert_num_queries, people, lessons):
    course = learning.course(lessons)
    for number, person in enumerate(enrolled(course, people, at=moment(3))):
        for lesson in learning.lessons_of(course):
            learning.mark(person, lesson, course, at=moment(3, 11 + number))
    learning.cohort(course)
    editor.get(address(course))

    with django_assert_num_queries(23):
        editor.get(address(course))


@pytest.mark.parametrize(
    ("role", "status"), [(Role.EDITOR, 200), (Role.COORDINATOR, 200), (Role.MENTOR, 302), (Role.MEMBER, 302)]
)
def test_figures_are_for_editors_and_coordinators(signed_in, course, role, status):
    person = accounts.user(role=role)
    accounts.second_factor(person)
    browser = signed_in(person)

    for url in (address(course), reverse("statistics:courses")):
        assert browser.get(url).status_code == status


@pytest.mark.long
def test_the_course_its_lessons_and_the_reports_lead_there(editor, course):
    lesson = learning.lessons_of(course)[0]

    for page in (course, lesson):
        assert address(course) in editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert address(course) in editor.get(reverse("statistics:courses")).content.decode()


def test_the_results_of_a_quiz_lead_there(editor):
    course, lesson = quizzes.course_with()

    assert address(course) in editor.get(reverse("quizzes_admin:results", args=[lesson.pk])).content.decode()


def test_a_course_that_is_not_there_has_no_figures(editor):
    missing = reverse("statistics:course", args=[UUID(int=1)])

    assert editor.get(missing, follow=True).status_code == HTTPStatus.NOT_FOUND
