"""The table of the figures: what the page shows, in files that office programs open."""

import codecs
import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from jadro.accounts.choices import Role
from learning.statistics.export import COLUMNS
from tests.factories import accounts, learning
from tests.factories.statistics import enrolled, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


@pytest.fixture
def course():
    course = learning.course(1, title="=HYPERLINK(1)")
    (lesson,) = learning.lessons_of(course)
    for person in enrolled(course, 18, at=moment(3))[:8]:
        learning.mark(person, lesson, course, at=moment(3, 11))
    return course


def file(editor, course, file_type, **choice):
    query = {"first": "2025-03", "last": "2025-03", "export": file_type, **choice}
    return editor.get(reverse("statistics:course", args=[course.translation_key], query=query))


def csv_rows(response) -> list[list[str]]:
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.long
def test_the_csv_opens_with_its_letters_right_and_iso_dates(editor, course):
    response = file(editor, course, "csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(codecs.BOM_UTF8)
    heading, first, *others = csv_rows(response)
    assert heading[:4] == ["Курс", "Луѓе", "Прв ден", "Последен ден"]
    assert len(heading) == len(COLUMNS)
    assert first[1:4] == ["Сите", "2025-03-01", "2025-03-31"]
    assert first[9:13] == ["Запишани", "20", "", "луѓе"]
    assert others[1][9:12] == ["Завршиле", "10", "20"]


@pytest.mark.long
def test_text_that_would_be_a_formula_stays_text_in_both_files(editor, course):
    rows = csv_rows(file(editor, course, "csv"))
    sheet = load_workbook(BytesIO(file(editor, course, "xlsx").getvalue())).active

    assert {row[0] for row in rows[1:]} == {"'=HYPERLINK(1)"}
    assert {(row[0].value, row[0].data_type) for row in list(sheet.rows)[1:]} == {("'=HYPERLINK(1)", "s")}


@pytest.mark.long
def test_both_files_say_what_the_page_says(editor, course):
    response = file(editor, course, "")
    shown = response.context["figures"]
    rows = csv_rows(file(editor, course, "csv"))
    sheet = load_workbook(BytesIO(file(editor, course, "xlsx").getvalue())).active

    figures = [*shown.figures, shown.stopped_before, *(figure for item in shown.items for figure in item.figures)]
    values = [figure.shown if figure.value == 0 else "" if figure.value is None else figure.value for figure in figures]
    assert [row[10] for row in rows[1:]] == [str(value) for value in values]
    assert [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.rows] == rows
    assert isinstance(sheet["K2"].value, int)


def test_the_office_file_has_a_named_sheet_whose_long_columns_can_be_read(editor, course):
    sheet = load_workbook(BytesIO(file(editor, course, "xlsx").getvalue())).active

    assert sheet.title == "Бројки"
    assert sheet.column_dimensions["N"].width > sheet.column_dimensions["C"].width


@pytest.mark.parametrize("file_type", ["csv", "xlsx"])
def test_too_few_people_have_no_rows(editor, file_type):
    course = learning.course(1)
    enrolled(course, 3, at=moment(3))

    response = editor.get(reverse("statistics:course", args=[course.translation_key], query={"export": file_type}))

    if file_type == "csv":
        assert len(csv_rows(response)) == 1
    else:
        assert load_workbook(BytesIO(response.getvalue())).active.max_row == 1


def test_who_may_not_see_the_figures_gets_no_file(signed_in, course):
    assert file(signed_in(accounts.user(role=Role.MEMBER)), course, "csv").status_code == 302


@pytest.mark.long
def test_a_file_speaks_the_language_of_whoever_asks(editor, course):
    editor.cookies["language"] = "sq"

    assert csv_rows(file(editor, course, "csv"))[1][9] == "Të regjistruar në kurs"
