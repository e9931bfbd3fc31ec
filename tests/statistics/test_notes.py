"""Notes on changes, and the figures before and after them."""

from http import HTTPStatus

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import PageLogEntry

from jadro.accounts.choices import Role
from learning.statistics.models import ChangeNote
from tests.factories import accounts, learning
from tests.factories.statistics import enrolled, moment

pytestmark = pytest.mark.django_db
WORDS = {"text": "Скратена лекција 2", "made_on": "2025-04-15"}


@pytest.fixture
def course():
    return learning.course(1)


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


def door(course, name="note_change", *arguments) -> str:
    return reverse(f"statistics:{name}", args=[course.translation_key, *arguments])


def test_a_note_is_kept_once_however_often_it_is_sent(editor, course):
    for _ in range(2):
        assert editor.post(door(course), WORDS).status_code == HTTPStatus.FOUND

    page = editor.get(door(course, "course")).content.decode()
    assert "15 април 2025" in page
    assert "Скратена лекција 2" in page
    assert ChangeNote.objects.count() == 1
    assert PageLogEntry.objects.filter(action="statistics.change_noted").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"made_on": "2999-01-01"}, "made_on"), ({"made_on": "утре"}, "made_on"), ({"text": ""}, "text")],
)
def test_a_wrong_note_is_told_beside_its_field_and_stays_as_typed(editor, course, wrong, field):
    response = editor.post(door(course), WORDS | wrong)

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert list(response.context["note_form"].errors) == [field]
    assert all(value in response.content.decode() for value in (WORDS | wrong).values())
    assert not ChangeNote.objects.exists()


def test_a_note_can_be_taken_away(editor, course):
    editor.post(door(course), WORDS)

    response = editor.post(door(course, "remove_note", ChangeNote.objects.get().pk))

    assert response.status_code == HTTPStatus.FOUND
    assert not ChangeNote.objects.exists()


@pytest.mark.long
def test_a_note_of_another_course_is_not_there(editor, course):
    editor.post(door(course), WORDS)
    other = learning.course(1, title="Друг")
    note = ChangeNote.objects.get().pk

    assert editor.post(door(other, "remove_note", note), follow=True).status_code == HTTPStatus.NOT_FOUND
    assert editor.get(door(other, "compare", note), follow=True).status_code == HTTPStatus.NOT_FOUND
    assert ChangeNote.objects.exists()


def test_coordinators_read_notes_and_write_none(signed_in, editor, course):
    editor.post(door(course), WORDS)
    person = accounts.user(role=Role.COORDINATOR)
    accounts.second_factor(person)
    coordinator = signed_in(person)
    note = ChangeNote.objects.get()

    page = coordinator.get(door(course, "course")).content.decode()
    coordinator.post(door(course), WORDS | {"text": "Друго"})
    coordinator.post(door(course, "remove_note", note.pk))

    assert "Скратена лекција 2" in page
    assert door(course, "remove_note", note.pk) not in page
    assert list(ChangeNote.objects.all()) == [note]


@pytest.mark.long
def test_figures_stand_before_and_after_the_month_of_the_change(editor, course):
    (lesson,) = learning.lessons_of(course)
    editor.post(door(course), WORDS)
    enrolled(course, 10, at=moment(3))
    enrolled(course, 5, at=moment(4))
    for person in enrolled(course, 10, at=moment(5)):
        learning.mark(person, lesson, course, at=moment(5, 11))

    with time_machine.travel(moment(7), tick=False):
        page = " ".join(editor.get(door(course, "compare", ChangeNote.objects.get().pk)).content.decode().split())

    assert "февруари 2025 до март 2025 и мај 2025 до јуни 2025" in page
    assert cells(page, "Завршиле") == ["под 5 од 10", "10 од 10"]
    assert cells(page, "Запишани") == ["10", "10"]


def cells(page: str, heading: str) -> list[str]:
    row = page.partition(f'<th scope="row">{heading}</th>')[2].partition("</tr>")[0]
    return [cell.partition("</td>")[0] for cell in row.split('<td class="statistics-figure">')[1:]]


def test_a_change_of_this_month_has_no_figures_after_it_yet(editor, course):
    editor.post(door(course), WORDS)

    with time_machine.travel(moment(5, 31), tick=False):
        page = editor.get(door(course, "compare", ChangeNote.objects.get().pk)).content.decode()

    assert "не поминал цел месец" in page


@pytest.mark.parametrize("notes", [1, 3])
def test_the_page_takes_the_same_queries_whatever_is_noted(editor, course, django_assert_num_queries, notes):
    for number in range(notes):
        editor.post(door(course), WORDS | {"text": f"Промена {number}"})
    editor.get(door(course, "course"))

    with django_assert_num_queries(21):
        editor.get(door(course, "course"))
