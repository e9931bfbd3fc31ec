"""A plan taken along: as a booklet, a document, a table, for programs, as a calendar; nothing private is in them."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from icalendar import Calendar
from PIL import Image

from learning.plans.exporting import FORMATS, MAP_FORMATS
from learning.toolkits.choices import ColumnKind
from tests.factories import accounts, plans, toolkits

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return accounts.user(first_name="Ана", last_name="Ќосева")


@pytest.fixture
def browser(signed_in, member):
    return signed_in(member)


@pytest.fixture
def plan(browser, member):
    """Everything written in Macedonian and Albanian letters, a private map, and something that would be a formula."""
    made = toolkits.worksheet(
        toolkits.line("goal", label="Што сакате"),
        toolkits.text("story", label="Приказна"),
        toolkits.table("costs", label="Трошоци"),
        toolkits.timeline("days", label="Кога"),
        toolkits.stakeholders("map", label="Чинители", is_private=True),
    )
    toolkits.toolkit(toolkits.step("Прв", made), title="Стебло")
    plan = plans.plan(member, title="Дом за Ѓорче", municipality="karposh")
    typed = {
        "f__goal": "=HYPERLINK(1)",
        "f__story": "Ѓ Ќ Љ Њ Џ ѐ\nË Ç ë ç",
        "f__costs__0__c__what": "Сала",
        "f__costs__0__c__cost": "1200",
        "f__days__0__c__day": "2027-05-01",
        "f__days__0__c__what": "Расправа",
        "f__days__1__c__day": "2027-02-01",
        "f__days__1__c__what": "Средба",
        "f__map__0__c__role": "Тајниот чинител",
        "f__map__0__c__influence": "5",
        "f__map__0__c__support": "-2",
    }
    browser.post(plans.sheet(plan), plans.typed(browser.get(plans.sheet(plan)), **typed))
    return plan


def take(browser, plan, file_type: str):
    return browser.get(reverse("plans:export", args=[plan.pk, file_type]))


def take_map(browser, plan, file_type: str, field: str = "map"):
    return browser.get(reverse("plans:export_map", args=[plan.pk, "problem", field, file_type]))


def words_of_document(content: bytes) -> str:
    return ZipFile(BytesIO(content)).read("word/document.xml").decode()


@pytest.mark.parametrize("file_type", FORMATS)
def test_every_kind_of_file_is_named_and_downloaded(browser, plan, file_type):
    response = take(browser, plan, file_type)

    assert response.status_code == 200
    assert response["Content-Type"] == FORMATS[file_type][0]
    assert response["Content-Disposition"] == f'attachment; filename="plan-{plan.pk}.{file_type}"'


def test_the_booklet_is_a_tagged_paper(browser, plan):
    content = take(browser, plan, "pdf").content

    assert content.startswith(b"%PDF-")
    # It keeps the standard for accessibility, so all its letters are there.
    assert b"pdfuaid" in content


def test_the_document_holds_questions_answers_and_tables(browser, plan):
    words = words_of_document(take(browser, plan, "docx").content)

    for part in (
        "Дом за Ѓорче",
        "Карпош",
        "Ана Ќосева",
        "Стебло",
        "Приказна",
        "Ѓ Ќ Љ Њ Џ ѐ",
        "Ë Ç ë ç",
        "Сала",
        "w:tbl",
    ):
        assert part in words


def test_the_table_has_a_line_for_each_answer_and_row_and_no_formula(browser, plan):
    content = take(browser, plan, "csv").content.decode("utf-8-sig")

    rows = list(csv.reader(StringIO(content)))
    assert ["Стебло", "Што сакате", "problem.goal", "", "'=HYPERLINK(1)"] in rows
    assert [row[3] for row in rows if row[2] == "problem.days"] == ["1", "2"]


def test_the_file_for_programs_holds_values_by_their_keys(browser, plan):
    content = json.loads(take(browser, plan, "json").content)

    answers = {each["key"]: each for each in content["answers"]}
    assert content["municipality"] == "karposh"
    assert answers["problem.goal"]["value"] == "=HYPERLINK(1)"
    assert answers["problem.costs"]["value"][0]["cost"] == "1200"


def test_the_calendar_holds_the_days_of_the_timeline_and_the_same_ones_again(browser, plan):
    first, again = (Calendar.from_ical(take(browser, plan, "ics").content).walk("VEVENT") for _time in range(2))

    assert [(str(each["summary"]), each.decoded("dtstart").isoformat()) for each in first] == [
        ("Средба", "2027-02-01"),
        ("Расправа", "2027-05-01"),
    ]
    assert [each["uid"] for each in first] == [each["uid"] for each in again]


@pytest.mark.parametrize("file_type", ["docx", "csv", "json", "ics"])
def test_no_file_holds_what_is_private(browser, plan, file_type):
    content = take(browser, plan, file_type).content
    words = words_of_document(content) if file_type == "docx" else content.decode()

    assert "Тајниот" not in words
    assert "Чинители" not in words


@pytest.mark.parametrize("language", ["sq", "en"])
def test_files_speak_the_readers_language(browser, plan, language):
    address = reverse("plans:export", args=[plan.pk, "csv"]).replace("/mk/", f"/{language}/")

    heading = browser.get(address).content.decode("utf-8-sig").splitlines()[0]

    assert heading == {"sq": "Pjesa,Pyetja,Çelësi,Rreshti,Përgjigjja", "en": "Part,Question,Key,Row,Answer"}[language]


@pytest.mark.parametrize("file_type", MAP_FORMATS)
def test_the_team_takes_its_own_map_along(browser, plan, file_type):
    response = take_map(browser, plan, file_type)

    assert response["Content-Type"] == MAP_FORMATS[file_type][0]
    if file_type == "png":
        assert Image.open(BytesIO(response.content)).width > 1000
    else:
        assert "Тајниот" in response.content.decode()


def test_of_what_is_no_map_none_is_taken(browser, plan):
    assert take_map(browser, plan, "svg", field="days").status_code == 404
    assert take_map(browser, plan, "gif").status_code == 404
    assert take(browser, plan, "exe").status_code == 404


def test_nobody_else_takes_anything(signed_in, plan):
    stranger = signed_in(accounts.user())

    assert [take(stranger, plan, each).status_code for each in FORMATS] == [404] * len(FORMATS)
    assert [take_map(stranger, plan, each).status_code for each in MAP_FORMATS] == [404] * len(MAP_FORMATS)


def test_an_empty_plan_is_a_booklet_too(browser, member):
    toolkits.toolkit(toolkits.step("Прв", toolkits.worksheet()), title="Стебло")

    assert [take(browser, plans.plan(member), each).status_code for each in FORMATS] == [200] * len(FORMATS)


def test_nobody_is_named_outside_the_team_who_did_not_agree_to_it(browser, member):
    """Also not who agreed first and took it back."""
    allies = toolkits.worksheet(
        toolkits.table(
            "allies",
            label="Сојузници",
            columns=[
                toolkits.column("who"),
                toolkits.column("agreed", ColumnKind.CONSENT),
                toolkits.column("brings"),
            ],
        ),
        key="allies",
        title="Сојузници",
    )
    toolkits.toolkit(toolkits.step("Прв", allies), title="Коалиција")
    plan = plans.plan(member)
    typed = {
        "f__allies__0__c__who": "Здружение Да",
        "f__allies__0__c__agreed": "yes",
        "f__allies__0__c__brings": "Сала",
        "f__allies__1__c__who": "Здружение Не",
        "f__allies__1__c__agreed": "no",
        "f__allies__1__c__brings": "Опрема",
        "f__allies__2__c__who": "Здружение Молк",
    }
    address = plans.sheet(plan, "allies")
    browser.post(address, plans.typed(browser.get(address), **typed))

    whole = browser.get(reverse("plans:whole", args=[plan.pk])).content.decode()
    files = [take(browser, plan, name).content.decode("utf-8-sig") for name in ("csv", "json")]
    files.append(words_of_document(take(browser, plan, "docx").content))

    for text in (whole, *files):
        assert "Здружение Да" in text
        assert "Опрема" in text
        assert "Здружение Не" not in text
        assert "Здружение Молк" not in text
    assert "Здружение Не" in browser.get(address).content.decode()

    again = plans.typed(browser.get(address), **{"f__allies__0__c__agreed": "no"})
    browser.post(address, again)
    assert "Здружение Да" not in browser.get(reverse("plans:whole", args=[plan.pk])).content.decode()
