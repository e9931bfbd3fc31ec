"""The toolkits of the demo: whole in every language, examples included, and left alone by a second load."""

import json
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail_localize.models import Translation

from jadro.demo import pages, reading, toolkits
from learning.plans import services
from learning.plans.queries import joined as joined_sheets
from learning.plans.queries import state_of
from learning.plans.services import Given, Origin
from learning.toolkits import queries
from learning.toolkits.blanks import FORMATS
from learning.toolkits.choices import FieldKind
from learning.toolkits.definitions import Field, Worksheet
from learning.toolkits.models import ToolkitIndexPage, ToolkitPage, WorksheetTemplate, WorksheetVersion
from resources.models import Concept
from tests.factories import accounts, plans

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("demo")]

LANGUAGES = ("mk", "sq", "en")
DATA = reading.document("toolkits.yaml")
TOOLKITS = {toolkit["key"]: toolkit for toolkit in DATA["toolkits"]}
GUIDES = reading.document("toolkit_guides.yaml")["toolkits"]
LINKS = reading.document("toolkit_links.yaml")
STEPS = [(toolkit, step) for toolkit in TOOLKITS.values() for step in toolkit["steps"]]


def worksheet_of(toolkit: dict, step: dict, language: str) -> Worksheet:
    key = pages.lasting_id(f"worksheet-{toolkits.template_key(toolkit, step)}")
    return queries.worksheets([key], language)[key]


def page_of(key: str, language: str) -> ToolkitPage:
    return ToolkitPage.objects.get(translation_key=pages.lasting_id(f"toolkit-{key}"), locale__language_code=language)


def test_there_are_seven_toolkits_and_twenty_one_worksheets():
    assert (len(TOOLKITS), sum(bool(step["fields"]) for _toolkit, step in STEPS)) == (7, 21)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_are_published_and_translated(language):
    its = {"locale__language_code": language, "live": True}

    assert ToolkitIndexPage.objects.filter(**its, alias_of=None).count() == 1
    assert ToolkitPage.objects.filter(**its, alias_of=None).count() == 7
    assert WorksheetTemplate.objects.filter(**its, has_unpublished_changes=False).count() == 21
    assert list(WorksheetVersion.objects.filter(language=language).values_list("number", flat=True)) == [1] * 21


def test_no_translation_lacks_a_text():
    translations = Translation.objects.filter(source__specific_content_type__app_label="toolkits")

    assert translations.count() == 2 * (1 + 7 + 21)
    assert [str(each) for each in translations if len(set(each.get_progress())) > 1] == []


def test_every_template_would_pass_its_own_form():
    for template in WorksheetTemplate.objects.all():
        template.full_clean()
        template.fields.stream_block.clean(template.fields)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_the_data_is_asked_in_the_language_with_an_example_where_the_guide_has_one(language):
    for toolkit, step in STEPS:
        worksheet = worksheet_of(toolkit, step, language)
        examples = GUIDES[toolkit["key"]]["field_examples"]

        assert worksheet.language == language
        assert [field.key for field in worksheet.fields] == [field["key"] for field in step["fields"]]
        for field, data in zip(worksheet.fields, step["fields"], strict=True):
            assert field.label == data["label"][language]
            assert field.help == data.get("help", {}).get(language, "")
            assert field.is_required == data.get("required", False)
            assert field.is_private == (data["visibility"] == "author_and_mentor")
            assert field.identity == (data.get("shared_key") or f"{worksheet.key}.{field.key}")
            assert bool(field.example) == (data["key"] in examples), field.key


def test_rows_of_examples_have_as_many_cells_as_their_fields_have_columns():
    for toolkit, step in STEPS:
        for language in LANGUAGES:
            for field in worksheet_of(toolkit, step, language).fields:
                if not field.has_rows:
                    continue
                rows = GUIDES[toolkit["key"]]["field_examples"][field.key]
                lines = field.example.splitlines()
                assert len(lines) == len(rows)
                assert {len(line.split("|")) for line in lines} == {len(field.columns)}, field.identity


@pytest.mark.parametrize("key", DATA["shared_keys"])
def test_shared_keys_join_the_toolkits_that_the_data_names(key):
    asking = {
        toolkit["key"]
        for toolkit, step in STEPS
        if any(field.identity == key for field in worksheet_of(toolkit, step, "mk").fields)
    }

    assert asking == set(DATA["shared_keys"][key]["used_in"])


def test_what_was_not_meant_to_leave_a_plan_is_private_and_in_no_joined_plan():
    private = {field.identity for field in _all_fields() if field.is_private}
    (joined,) = [toolkit for toolkit in TOOLKITS.values() if toolkit.get("is_joined_plan")]

    assert private
    assert private.isdisjoint(
        field.identity for step in joined["steps"] for field in worksheet_of(joined, step, "mk").fields
    )
    assert list(ToolkitPage.objects.filter(is_joined_plan=True, locale__language_code="mk")) == [
        page_of(joined["key"], "mk")
    ]


def _all_fields():
    return [field for toolkit, step in STEPS for field in worksheet_of(toolkit, step, "mk").fields]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_each_toolkit_has_its_steps_their_guide_and_every_question(client, language):
    for key, toolkit in TOOLKITS.items():
        page = page_of(key, language)
        response = client.get(page.get_url())
        html = unescape(response.content.decode())
        page_soup = BeautifulSoup(response.content, "html.parser")
        for meaning in page_soup.select(".explained"):
            meaning.decompose()
        said = " ".join(page_soup.get_text().split())

        assert response.status_code == 200
        assert set(page.concepts.values_list("slug", flat=True)) == set(
            Concept.objects.filter(slug__in=toolkit["tags"]).values_list("slug", flat=True)
        )
        for step in toolkit["steps"]:
            guide = GUIDES[key]["steps"][step["key"]]
            words = [step["title"], step["instruction"], guide["why"], guide["how"], *guide["mistakes"]]
            words += [field["label"] for field in step["fields"]]
            assert [text[language] for text in words if text[language] not in said] == []
            sources = [LINKS[name] for name in guide.get("resources", [])]
            assert [each["title"][language] for each in sources if each["title"][language] not in html] == []
            assert [each["url"] for each in sources if "url" in each and f'href="{each["url"]}"' not in html] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_lists_them_in_the_order_of_the_data(client, language):
    html = unescape(client.get(f"/{language}/toolkits/").content.decode())

    places = [html.index(toolkit["title"][language]) for toolkit in TOOLKITS.values()]
    assert places == sorted(places)


# --- Loaded again ----------------------------------------------------------------------------------------------------


def test_a_second_load_adds_nothing_and_changes_nothing():
    def rows() -> str:
        managers: list[Any] = [ToolkitPage.objects, WorksheetTemplate.objects, WorksheetVersion.objects]
        return json.dumps([list(each.order_by("pk").values()) for each in managers], default=str)

    before = rows()

    call_command("load_demo", "--without-people", verbosity=0)

    assert rows() == before


def test_a_worksheet_that_an_editor_changed_stays_and_a_deleted_one_comes_back_as_the_same():
    toolkit, step = STEPS[0]
    template = WorksheetTemplate.objects.get(key=toolkits.template_key(toolkit, step), locale__language_code="mk")
    template.title = "Сменето"
    template.save_revision().publish()
    other = WorksheetTemplate.objects.filter(key=toolkits.template_key(*STEPS[1]))
    key = other.first().translation_key
    other.delete()

    call_command("load_demo", "--without-people", verbosity=0)

    assert worksheet_of(toolkit, step, "mk").title == "Сменето"
    assert other.count() == 3
    assert {template.translation_key for template in other} == {key}


def test_whoever_did_every_other_worksheet_finds_most_of_the_joined_plan_filled_in():
    """At least 60 per cent, through the shared fields alone."""
    person = accounts.user()
    plan = plans.plan(person)
    cards = queries.toolkits("mk", person)
    joined = {key for card in cards if card.is_joined_plan for key in card.worksheet_keys}
    others = queries.worksheets({key for card in cards for key in card.worksheet_keys} - joined, "mk")
    for worksheet in others.values():
        given = [Given(field.identity, _something(field), 0, block_id=field.block_id) for field in worksheet.fields]
        services.save_answers(plan, given, Origin("mk", worksheet), by=person, at=timezone.now())

    states = "".join(sheet.states for sheet in joined_sheets(state_of(plan, person, "mk")))

    assert len(states) > 10
    assert states.count("d") / len(states) >= 0.6


def _something(field: Field) -> Any:
    """An answer of the field's kind."""
    match field.kind:
        case FieldKind.TABLE | FieldKind.TIMELINE | FieldKind.STAKEHOLDERS:
            row = {column.key: "" for column in field.columns} | {field.columns[0].key: "Нешто"}
            return [{**row, "id": str(uuid4())} for _number in range(field.settings.get("least_rows", 0) or 1)]
        case FieldKind.CHOICE:
            return field.options[0].value
        case FieldKind.CHOICES:
            return [field.options[0].value]
        case FieldKind.YES_NO:
            return {"answer": "yes", "reason": ""}
        case FieldKind.MONEY:
            return {"amount": "100", "currency": field.settings["currency"]}
        case FieldKind.NUMBER:
            return "1"
        case FieldKind.DATE:
            return "2026-11-25"
        case FieldKind.MUNICIPALITY:
            return "karposh"
    return "Нешто"


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_worksheets_of_all_toolkits_are_small_files(client, language):
    addresses = [
        reverse("toolkits:blanks", args=[page_of(key, language).translation_key, file_type])
        for key in TOOLKITS
        for file_type in FORMATS
    ]

    answers = [client.get(address.replace("/mk/", f"/{language}/")) for address in addresses]

    assert {answer.status_code for answer in answers} == {200}
    assert max(len(answer.content) for answer in answers) < 300 * 1024
