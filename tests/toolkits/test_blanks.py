"""Blank worksheets for paper: what the screen asks, in its order and words, as PDF and DOCX in every language."""

from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import override
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from wagtail.models import PageViewRestriction

from learning.toolkits import blanks
from learning.toolkits.blanks import FORMATS, ROWS, Blank, Grid, Lines, Ticks
from learning.toolkits.choices import ColumnKind, Currency, FieldKind
from tests.factories import accounts, plans, toolkits
from tests.factories.learning import translate

pytestmark = pytest.mark.django_db

LANGUAGES = ("mk", "sq", "en")
MOST_BYTES = 300 * 1024


def take(browser, file_type: str, key: str = "problem", language: str = "mk"):
    return browser.get(reverse("toolkits:blank", args=[key, file_type]).replace("/mk/", f"/{language}/"))


def take_all(browser, page, file_type: str, language: str = "mk"):
    address = reverse("toolkits:blanks", args=[page.translation_key, file_type])
    return browser.get(address.replace("/mk/", f"/{language}/"))


def words_of(content: bytes, file_type: str) -> str:
    """All that stands on the paper, in its order."""
    if file_type == "pdf":
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    else:
        text = " ".join(paragraph.text for paragraph in Document(BytesIO(content)).element.body.iter(qn("w:p")))
    return " ".join(text.split())


def links_on(browser, address: str) -> set[str]:
    return {str(link["href"]) for link in BeautifulSoup(browser.get(address).content, "html.parser").select("a[href]")}


def blanks_now(language: str = "mk") -> list[Blank]:
    return blanks.blanks_of(plans.asked("problem", language), language)


def places_of(words: list[Any], on_paper: str) -> list[int]:
    """Where each stands, looked for after the one before it."""
    places = [0]
    for each in words:
        place = on_paper.find(str(each), places[-1])
        assert place >= 0, f"{each} is not on the paper, or not in its order"
        places.append(place)
    return places


@pytest.fixture
def page():
    """A toolkit with a worksheet of every kind of field, written in Macedonian alone."""
    fields = [{**each, "value": {**each["value"], "help": f"Помош {each['type']}"}} for each in toolkits.every_kind()]
    return toolkits.toolkit(toolkits.step("Прв", toolkits.worksheet(*fields)), title="Стебло")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file_type", FORMATS)
def test_it_asks_what_the_screen_asks_in_the_same_order(client, page, file_type, language):
    worksheet = plans.asked("problem", language)
    asked: list[Any] = []
    with override(language):
        for field in worksheet.fields:
            columns = [] if field.kind == FieldKind.STAKEHOLDERS else field.columns
            options = [option.label for option in field.options]
            asked += [field.label, field.help, *options, *(column.label for column in columns)]

    on_paper = words_of(take(client, file_type, language=language).content, file_type)

    assert len(places_of(asked, on_paper)) > 2 * len(FieldKind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file_type", FORMATS)
def test_it_is_small_and_named_after_its_worksheet(client, page, file_type, language):
    response = take(client, file_type, language=language)

    assert response.status_code == 200
    assert response["Content-Type"] == FORMATS[file_type][0]
    assert response["Content-Disposition"] == f'attachment; filename="problem.{file_type}"'
    assert len(response.content) < MOST_BYTES


@pytest.mark.parametrize(("language", "yes"), [("mk", "Да"), ("sq", "Po"), ("en", "Yes")])
def test_words_of_the_site_are_the_readers_and_marked_apart(client, page, language, yes):
    content = take(client, "pdf", language=language).content

    paper = PdfReader(BytesIO(content))
    assert paper.metadata is not None
    assert paper.metadata.title == "Проблемот"
    assert (paper.root_object["/Lang"], "/StructTreeRoot" in paper.root_object) == (language, True)
    # It keeps the standard for accessibility, so all its letters are there.
    assert b"pdfuaid" in content
    assert yes in words_of(content, "pdf")


def test_a_document_marks_the_language_of_what_is_not_translated(client, page):
    document = Document(BytesIO(take(client, "docx", language="sq").content))

    spoken = {
        run.text: mark.get(qn("w:val"))
        for paragraph in document.paragraphs
        for run in paragraph.runs
        for mark in run._r.iter(qn("w:lang"))
    }
    (default,) = {mark.get(qn("w:val")) for mark in document.styles.element.iter(qn("w:lang"))}
    assert default == "sq"
    assert spoken["Помош short_text"] == "mk"
    assert spoken["○ Po"] == "sq"


def test_a_translation_is_asked_in_its_own_words(client, page):
    translate(page.body[0].value["worksheet"], "sq", title="Problemi")

    words = words_of(take(client, "pdf", language="sq").content, "pdf")

    assert "Problemi" in words
    assert "Проблемот" not in words


def test_a_table_has_as_many_rows_as_it_needs_and_room_enough():
    columns = [toolkits.column("what"), toolkits.column("how", ColumnKind.CHOICE, toolkits.option("da", "Да, може"))]
    its = [toolkits.table(f"t{number}", columns=columns, least_rows=number) for number in (0, 8, 200)]
    toolkits.worksheet(*its, toolkits.table("costs"))

    grids = [room for blank in blanks_now() for room in blank.room if isinstance(room, Grid)]

    assert [grid.rows for grid in grids] == [ROWS, 8, blanks.MOST_ROWS, ROWS]
    assert grids[0].answers == (("Колона how", "Да, може"),)
    assert grids[3].columns == ("Колона what", "Колона cost (денари)")


@pytest.mark.parametrize("kind", [FieldKind.MUNICIPALITY, FieldKind.INSTITUTION, FieldKind.DATE, FieldKind.SHORT_TEXT])
def test_what_is_picked_from_a_long_list_is_a_line_to_write_on(kind):
    toolkits.worksheet(toolkits.field(kind))

    (blank,) = blanks_now()

    assert blank.room == (Lines(1),)


def test_required_and_private_are_said(client):
    toolkits.toolkit(toolkits.step("Прв", toolkits.worksheet(toolkits.line(is_required=True, is_private=True))))

    for file_type in FORMATS:
        assert "задолжително, приватно" in words_of(take(client, file_type).content, file_type)


def test_a_field_of_money_offers_every_currency():
    toolkits.worksheet(toolkits.money())

    (blank,) = blanks_now()

    assert blank.room == (Lines(1), Ticks(tuple(str(each.label) for each in Currency), is_one=True, language="mk"))


# --- All of a toolkit ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file_type", FORMATS)
def test_all_worksheets_of_a_toolkit_come_in_one_file_in_the_order_of_its_steps(client, file_type):
    first, second = (toolkits.worksheet(key=key, title=f"Лист {key}") for key in ("first", "second"))
    steps = [("а", second), ("б", None), ("в", first), ("г", second)]
    page = toolkits.toolkit(*(toolkits.step(title, sheet) for title, sheet in steps), title="Стебло")

    response = take_all(client, page, file_type)

    on_paper = words_of(response.content, file_type)
    assert "Лист second" in on_paper
    assert on_paper.index("Лист second") < on_paper.index("Лист first")
    assert on_paper.count("Лист second") == 1
    assert response["Content-Disposition"] == f'attachment; filename="steblo.{file_type}"'


def test_a_toolkit_without_worksheets_has_no_file(client):
    page = toolkits.toolkit(toolkits.step("Прв"))

    assert take_all(client, page, "pdf").status_code == 404


# --- Who may ---------------------------------------------------------------------------------------------------------


def test_what_stands_in_no_open_toolkit_is_for_those_who_can_fill_it_in(client, signed_in):
    toolkits.worksheet()
    hidden = toolkits.toolkit(toolkits.step("Прв", toolkits.worksheet(key="hidden")), live=False)

    assert [take(client, "pdf", key).status_code for key in ("problem", "hidden")] == [404, 404]
    assert take_all(client, hidden, "pdf").status_code == 404
    assert take(signed_in(accounts.user()), "pdf").status_code == 200


def test_a_toolkit_for_members_alone_gives_visitors_nothing(client, signed_in, page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert take(client, "pdf").status_code == 404
    assert take_all(client, page, "pdf").status_code == 404
    assert take_all(signed_in(accounts.user()), page, "pdf").status_code == 200


def test_what_is_not_there_is_not_found(client, page):
    assert take(client, "exe").status_code == 404
    assert take(client, "pdf", "other").status_code == 404
    assert take_all(client, page, "exe").status_code == 404


def test_it_is_made_once_until_the_worksheet_is_published_anew(client, page):
    words: dict[str, str] = {"title": "Проблемот", "title_language": "mk", "language": "mk"}
    first, again = (blanks.content([plans.asked()], "pdf", **words) for _time in range(2))
    assert first is again
    assert take(client, "pdf").content == first

    template = page.body[0].value["worksheet"]
    template.title = "Инаков"
    toolkits.publish_worksheet(template)

    assert "Инаков" in words_of(take(client, "pdf").content, "pdf")


def test_the_page_of_the_toolkit_and_the_worksheet_of_a_plan_lead_to_it(client, signed_in, page):
    member = accounts.user()
    its_own = {reverse("toolkits:blank", args=["problem", file_type]) for file_type in FORMATS}
    of_all = {reverse("toolkits:blanks", args=[page.translation_key, file_type]) for file_type in FORMATS}

    assert its_own | of_all <= links_on(client, page.url)
    assert its_own <= links_on(signed_in(member), plans.sheet(plans.plan(member)))
