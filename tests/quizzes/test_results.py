"""What editors learn from attempts: which questions most people miss, and nothing about anybody."""

import pytest
from django.urls import reverse
from django.utils import translation

from jadro.accounts.choices import Role
from tests.factories import accounts
from tests.factories import quizzes as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


def page_of(lesson) -> str:
    return reverse("quizzes_admin:results", args=[lesson.pk])


def text(response) -> str:
    return " ".join(response.content.decode().split())


def door(lesson) -> str:
    with translation.override("mk"):
        return reverse("quizzes:submit", args=[lesson.translation_key, factory.an_id("quiz")])


def answered(signed_in, lesson, *, wrongly: int, rightly: int) -> None:
    for form in [factory.wrong(lesson) for _ in range(wrongly)] + [factory.form(lesson) for _ in range(rightly)]:
        assert signed_in(accounts.user()).post(door(lesson), form).status_code == 302


def two_questions():
    return factory.quiz_block([factory.single("Лесно?", right="Да", wrong="Не"), factory.single()], pass_percent=100)


@pytest.mark.long
def test_the_most_missed_question_stands_first(editor, signed_in):
    _course, lesson = factory.course_with(two_questions())
    answered(signed_in, lesson, wrongly=6, rightly=5)

    page = text(editor.get(page_of(lesson)))

    assert "Предале 10 лица. Положиле 5." in page
    assert page.index("Кој одлучува?") < page.index("Лесно?")
    assert "5 (50 %)" in page
    assert "под 5" in page


@pytest.mark.long
def test_a_second_attempt_changes_no_figure_of_the_first(editor, signed_in):
    _course, lesson = factory.course_with(two_questions())
    answered(signed_in, lesson, wrongly=4, rightly=0)
    twice = signed_in(accounts.user())
    twice.post(door(lesson), factory.wrong(lesson))
    twice.post(door(lesson), factory.form(lesson))

    page = text(editor.get(page_of(lesson)))

    assert "Предале 5 лица. Положиле под 5." in page
    assert "5 (100 %)" in page


@pytest.mark.long
def test_figures_of_fewer_than_five_people_are_not_shown(editor, signed_in):
    _course, lesson = factory.course_with(two_questions())
    answered(signed_in, lesson, wrongly=3, rightly=1)

    page = text(editor.get(page_of(lesson)))

    assert "Премалку луѓе" in page
    assert "%" not in page.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.MENTOR])
def test_who_may_not_change_the_lesson_sees_no_results(signed_in, role):
    _course, lesson = factory.course_with()

    assert signed_in(accounts.user(role=role)).get(page_of(lesson)).status_code in (302, 403)


@pytest.mark.long
def test_the_lesson_leads_there(editor):
    _course, lesson = factory.course_with()

    assert page_of(lesson) in text(editor.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])))


@pytest.mark.long
def test_the_number_of_queries_does_not_grow_with_the_people(editor, signed_in, django_assert_max_num_queries):
    _course, lesson = factory.course_with(two_questions())
    answered(signed_in, lesson, wrongly=1, rightly=0)
    editor.get(page_of(lesson))
    with django_assert_max_num_queries(60) as few:
        editor.get(page_of(lesson))
    needed = len(few)
    answered(signed_in, lesson, wrongly=6, rightly=0)

    with django_assert_max_num_queries(needed):
        editor.get(page_of(lesson))
