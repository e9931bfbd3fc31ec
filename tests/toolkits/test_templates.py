"""Worksheets in the hands of their editor: what a template takes, what is kept of it, and how it is translated."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.blocks.base import get_error_json_data
from wagtail_localize.models import OverridableSegment, StringSegment, TranslationSource

from jadro.accounts.choices import Role
from learning.toolkits import queries
from learning.toolkits.choices import ColumnKind, FieldKind
from learning.toolkits.models import WorksheetTemplate, WorksheetVersion
from tests.factories import accounts, toolkits
from tests.factories.learning import publish_translation, translate

pytestmark = pytest.mark.django_db

ADD = "wagtailsnippets_toolkits_worksheettemplate:add"


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


def edit_page(template: WorksheetTemplate) -> str:
    return reverse("wagtailsnippets_toolkits_worksheettemplate:edit", args=[template.pk])


def send(client, url: str, *fields: dict[str, Any], publish: bool = True, **values: Any):
    form = toolkits.form(*fields, **values)
    return client.post(url, form | ({"action-publish": "action-publish"} if publish else {}))


def versions(language: str = "mk") -> list[dict[str, Any]]:
    return [dict(row) for row in WorksheetVersion.objects.filter(language=language).order_by("number").values()]


def labels(version: dict[str, Any]) -> list[str]:
    return [field["label"] for field in version["content"]["fields"]]


def now_asked(template: WorksheetTemplate, language: str = "mk"):
    return queries.worksheets([template.translation_key], language)[template.translation_key]


def without_words(content: Any) -> Any:
    """What is the same in every language."""
    if isinstance(content, dict):
        words = {"title", "instruction", "example_note", "label", "help", "example", "unit"}
        return {name: without_words(value) for name, value in content.items() if name not in words}
    if isinstance(content, list):
        return [without_words(each) for each in content]
    return content


# --- In the form -----------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_an_editor_publishes_a_template_with_a_field_of_every_kind(editor):
    fields = toolkits.every_kind()

    response = send(editor, reverse(ADD), *fields, title="Буџетот", key="budget")

    assert response.status_code == 302
    template = WorksheetTemplate.objects.get()
    assert (template.live, template.title, template.key) == (True, "Буџетот", "budget")
    assert [field.kind for field in now_asked(template).fields] == list(FieldKind)
    assert [str(field.block_id) for field in now_asked(template).fields] == [field["id"] for field in fields]


@pytest.mark.long
def test_the_form_of_a_template_opens_with_every_kind_and_its_fields_stay_when_it_is_sent(editor):
    template = toolkits.worksheet(*toolkits.every_kind())

    assert editor.get(edit_page(template)).status_code == 200
    send(editor, edit_page(template), *toolkits.every_kind(), title="Ново")

    changed = WorksheetTemplate.objects.get()
    assert changed.title == "Ново"
    assert list(changed.fields.raw_data) == list(template.fields.raw_data)


def test_a_template_is_previewed_before_it_is_published(editor):
    template = toolkits.worksheet(toolkits.line(example="Сала во Кичево"), live=False)
    address = reverse("wagtailsnippets_toolkits_worksheettemplate:preview_on_edit", args=[template.pk])

    assert editor.post(address, toolkits.form(toolkits.line(label="Ново прашање"))).json()["is_valid"]
    page = editor.get(f"{address}?mode=").content.decode()

    assert "Ново прашање" in page


def test_a_draft_is_no_version(editor):
    send(editor, reverse(ADD), toolkits.line(), publish=False)

    assert not WorksheetTemplate.objects.get().live
    assert versions() == []


def test_drafts_are_saved_before_they_have_a_key(editor):
    for _time in range(2):
        assert send(editor, reverse(ADD), toolkits.line(), publish=False, key="").status_code == 302

    assert list(WorksheetTemplate.objects.values_list("key", "live")) == [("", False)] * 2


def test_no_template_is_published_without_a_key(editor):
    response = send(editor, reverse(ADD), toolkits.line(), key="")

    assert response.context["form"].errors.keys() == {"key"}
    assert not WorksheetTemplate.objects.exists()


def test_what_the_form_says_of_limits_is_in_the_language_of_the_editor():
    kinds = WorksheetTemplate._meta.get_field("fields").stream_block.child_blocks

    with translation.override("en"):
        helps = [str(kinds[kind].child_blocks["max_length"].field.help_text) for kind in ("short_text", "long_text")]

    assert helps == ["Left empty: 250.", "Left empty: 5000."]


REFUSED = {
    "a key that stands twice": ("", [toolkits.line("ime"), toolkits.text("ime")]),
    "a shared key that stands twice": (
        "",
        [toolkits.line("a", shared_key="goal"), toolkits.line("b", shared_key="goal")],
    ),
    "a key with Cyrillic letters": ("0.key", [toolkits.line("проблем")]),
    "a key with capitals": ("0.key", [toolkits.line("Problem")]),
    "a shared key with a point": ("0.shared_key", [toolkits.line(shared_key="plan.goal")]),
    "a field without a label": ("1.label", [toolkits.line(), toolkits.text(label="")]),
    "an answer's key that stands twice": (
        "0",
        [toolkits.choice(options=[toolkits.option("da"), toolkits.option("da")])],
    ),
    "a single answer to choose": ("0.options", [toolkits.choices(options=[toolkits.option("da")])]),
    "a least that is more than the most": ("0.least", [toolkits.number(least="5", most="3")]),
    "a column's key that stands twice": ("0", [toolkits.table(columns=[toolkits.column("a"), toolkits.column("a")])]),
    "a table without columns": ("0.columns", [toolkits.table(columns=[])]),
    "a column of answers without any": (
        "0.columns.0.kind",
        [toolkits.table(columns=[toolkits.column("a", ColumnKind.CHOICE)])],
    ),
    "answers in a column of text": (
        "0.columns.0.kind",
        [toolkits.table(columns=[toolkits.column("a", ColumnKind.SHORT_TEXT, toolkits.option("da"))])],
    ),
    "a share of a column that is not there": (
        "0.shares",
        [toolkits.table(shares=[toolkits.share("spent", "nowhere", "cost")])],
    ),
    "two columns of consent": (
        "0.columns",
        [
            toolkits.table(
                columns=[
                    toolkits.column("who"),
                    toolkits.column("one", ColumnKind.CONSENT),
                    toolkits.column("two", ColumnKind.CONSENT),
                ]
            )
        ],
    ),
    "consent without a line for the name": (
        "0.columns",
        [toolkits.table(columns=[toolkits.column("sum", ColumnKind.MONEY), toolkits.column("ok", ColumnKind.CONSENT)])],
    ),
    "a share of a column of text": ("0.shares", [toolkits.table(shares=[toolkits.share("spent", "cost", "what")])]),
    "a timeline without a day": ("0.columns", [toolkits.timeline(columns=[toolkits.column("what")])]),
    "a timeline with two days": (
        "0.columns",
        [
            toolkits.timeline(
                columns=[
                    toolkits.column("from", ColumnKind.DATE),
                    toolkits.column("to", ColumnKind.DATE),
                    toolkits.column("what"),
                ]
            )
        ],
    ),
    "a timeline of days alone": (
        "0.columns",
        [toolkits.timeline(columns=[toolkits.column("day", ColumnKind.DATE)])],
    ),
    "no field": ("", []),
}


def places_of(told: dict[str, Any], place: str = "") -> list[str]:
    """Where in a form the messages of a block stand, such as `0.key` for the key of the first field."""
    parts = told.get("blockErrors", {}).items()
    below = [found for name, part in parts for found in places_of(part, f"{place}.{name}")]
    return ([place.removeprefix(".")] if told.get("messages") else []) + below


@pytest.mark.parametrize("what", REFUSED)
def test_a_template_is_refused_for(editor, what):
    place, fields = REFUSED[what]

    response = send(editor, reverse(ADD), *fields)

    assert response.status_code == 200
    errors = response.context["form"].errors
    assert errors.keys() == {"fields"}
    assert places_of(get_error_json_data(errors["fields"].as_data()[0])) == [place]
    assert not WorksheetTemplate.objects.exists()
    assert versions() == []


@pytest.mark.parametrize("key", ["problem", "Проблем", "two words", "9", "whole"])
def test_a_template_with_the_key_of_another_or_none_for_an_address_is_refused(editor, key):
    toolkits.worksheet(key="problem")

    response = send(editor, reverse(ADD), toolkits.line(), key=key)

    assert response.context["form"].errors.keys() == {"key"}
    assert WorksheetTemplate.objects.count() == 1


# --- Shared keys -----------------------------------------------------------------------------------------------------

IN_ANOTHER = {
    "kind": (toolkits.text("goal", shared_key="goal"), toolkits.line("aim", shared_key="goal")),
    "columns": (
        toolkits.table("rows", shared_key="goal"),
        toolkits.table("lines", shared_key="goal", columns=[toolkits.column("what"), toolkits.column("who")]),
    ),
    "kinds of columns": (
        toolkits.table("rows", shared_key="goal"),
        toolkits.table("lines", shared_key="goal", columns=[toolkits.column("what"), toolkits.column("cost")]),
    ),
    "privacy": (
        toolkits.line("goal", shared_key="goal"),
        toolkits.line("aim", shared_key="goal", is_private=True),
    ),
}


@pytest.mark.parametrize("what", IN_ANOTHER)
def test_a_shared_key_that_clashes_with_another_template_is_refused_beside_the_fields(editor, what):
    theirs, mine = IN_ANOTHER[what]
    toolkits.worksheet(theirs, key="theirs", title="Целта")
    template = toolkits.worksheet(toolkits.line("aim"), key="mine")
    kept = WorksheetTemplate.objects.filter(pk=template.pk).values().get(), versions()

    response = send(editor, edit_page(template), mine, key="mine", title="Сменето")

    assert response.status_code == 200
    errors = response.context["form"].errors
    assert errors.keys() == {"fields"}
    assert "Целта" in str(errors["fields"])
    assert (WorksheetTemplate.objects.filter(pk=template.pk).values().get(), versions()) == kept


def test_the_words_of_a_shared_field_may_differ_from_template_to_template(editor):
    toolkits.worksheet(toolkits.table("rows", shared_key="goal"), key="theirs")
    mine = toolkits.table("lines", shared_key="goal", label="Поинаку", help="Со други зборови", example="а | б")

    assert send(editor, reverse(ADD), mine, key="mine").status_code == 302

    assert WorksheetTemplate.objects.get(key="mine").live


def test_fields_with_one_shared_key_are_one_answer_and_the_others_are_their_templates():
    first = toolkits.worksheet(toolkits.line("a", shared_key="goal"), toolkits.line("b"), key="first")
    second = toolkits.worksheet(toolkits.line("c", shared_key="goal"), toolkits.line("b"), key="second")

    identities = [[field.identity for field in now_asked(template).fields] for template in (first, second)]

    assert identities == [["goal", "first.b"], ["goal", "second.b"]]
    assert [field.is_shared for field in now_asked(first).fields] == [True, False]


# --- Versions --------------------------------------------------------------------------------------------------------


def test_each_publication_that_changes_something_is_kept_and_no_other(editor):
    send(editor, reverse(ADD), toolkits.line(label="Прво"))
    template = WorksheetTemplate.objects.get()
    (first,) = versions()

    send(editor, edit_page(template), toolkits.line(label="Прво"))
    assert versions() == [first]
    send(editor, edit_page(template), toolkits.line(label="Второ"), publish=False)
    assert versions() == [first]
    send(editor, edit_page(template), toolkits.line(label="Второ"))

    kept, second = versions()
    assert kept == first
    assert (kept["number"], second["number"]) == (1, 2)
    assert (labels(kept), labels(second)) == (["Прво"], ["Второ"])
    assert now_asked(template).number == 2


def test_what_was_published_before_and_comes_back_is_a_version_of_its_own(editor):
    template = toolkits.worksheet(toolkits.line(label="Прво"))
    for label in ("Второ", "Прво"):
        send(editor, edit_page(template), toolkits.line(label=label))

    assert [(row["number"], labels(row)) for row in versions()] == [(1, ["Прво"]), (2, ["Второ"]), (3, ["Прво"])]
    assert now_asked(template).number == 3


def test_versions_are_numbered_in_each_language_by_themselves(editor):
    template = toolkits.worksheet(toolkits.line(label="Прво"))
    send(editor, edit_page(template), toolkits.line(label="Второ"))

    translate(WorksheetTemplate.objects.get(), "sq")

    assert [row["number"] for row in versions("mk")] == [1, 2]
    assert [row["number"] for row in versions("sq")] == [1]
    assert {row["template_key"] for row in versions("mk") + versions("sq")} == {template.translation_key}


def test_versions_of_two_templates_are_numbered_apart():
    for key in ("first", "second"):
        toolkits.worksheet(key=key)

    assert [(row["content"]["key"], row["number"]) for row in versions()] == [("first", 1), ("second", 1)]


def test_a_scheduled_template_is_no_version_before_its_time(time_machine):
    template = toolkits.worksheet(live=False)
    template.go_live_at = timezone.now() + timedelta(minutes=5)
    template = toolkits.publish_worksheet(template)
    assert (template.live, versions()) == (False, [])

    time_machine.move_to(timezone.now() + timedelta(minutes=6))
    call_command("publish_scheduled")

    assert [row["number"] for row in versions()] == [1]
    assert versions()[0]["published_at"] > template.go_live_at


def test_a_version_is_read_as_it_was_published_whatever_the_template_says_now():
    template = toolkits.worksheet(*toolkits.every_kind(), title="Прво")
    first = WorksheetVersion.objects.get()
    template.title, template.fields = "Второ", [toolkits.line("other")]
    toolkits.publish_worksheet(template)

    worksheet = WorksheetVersion.objects.get(pk=first.pk).read()

    assert (worksheet.title, worksheet.number) == ("Прво", 1)
    assert [field.kind for field in worksheet.fields] == list(FieldKind)
    assert [column.key for column in worksheet.field("table").columns] == ["what", "cost"]
    assert [option.value for option in worksheet.field("choice").options] == ["da", "ne"]


# --- Translations ----------------------------------------------------------------------------------------------------


def test_a_translation_has_other_words_and_the_same_fields():
    fields = [
        *toolkits.every_kind(),
        toolkits.choice("where", shared_key="where", help="Каде?", example="Кичево", is_required=True, is_private=True),
        toolkits.table(
            "rows",
            columns=[
                toolkits.column("state", ColumnKind.CHOICE, toolkits.option("open"), toolkits.option("done")),
                toolkits.column("spent", ColumnKind.NUMBER),
                toolkits.column("planned", ColumnKind.NUMBER),
            ],
            shares=[toolkits.share("part", "spent", "planned")],
            least_rows=3,
        ),
    ]
    template = toolkits.worksheet(*fields, key="problem")

    translated = translate(template, "sq", title="Problemi")

    (source,), (target,) = versions("mk"), versions("sq")
    assert (translated.live, translated.title, translated.key) == (True, "Problemi", "problem")
    assert without_words(source["content"]) == without_words(target["content"])
    assert set(labels(source)).isdisjoint(labels(target))
    assert [field.identity for field in now_asked(template).fields] == [
        field.identity for field in now_asked(template, "sq").fields
    ]


def test_translators_are_given_words_and_no_keys():
    fields = [
        toolkits.choice(
            "where", shared_key="region", label="Каде", options=[toolkits.option("da"), toolkits.option("ne")]
        ),
        toolkits.table(
            "rows",
            label="Редови",
            columns=[toolkits.column("spent", ColumnKind.NUMBER), toolkits.column("planned", ColumnKind.NUMBER)],
            shares=[toolkits.share("part", "spent", "planned")],
        ),
    ]
    template = toolkits.worksheet(*fields, key="problem", title="Проблемот")

    source, _made = TranslationSource.update_or_create_from_instance(template)

    assert set(StringSegment.objects.filter(source=source).values_list("string__data", flat=True)) == {
        "Проблемот",
        "Каде",
        "Одговор da",
        "Одговор ne",
        "Редови",
        "Колона spent",
        "Колона planned",
        "Удел part",
    }
    assert not OverridableSegment.objects.filter(source=source).exists()


def test_a_field_that_is_moved_keeps_its_identity_and_its_translation():
    template = toolkits.worksheet(toolkits.line("a"), toolkits.line("b"))
    translated = translate(template, "sq")
    before = {field.key: (field.block_id, field.label) for field in now_asked(template, "sq").fields}

    template.fields = [toolkits.line("b"), toolkits.line("a")]
    template = toolkits.publish_worksheet(template)
    source = TranslationSource.objects.get_for_instance(template)
    source.update_from_db()
    publish_translation(source.translations.get(target_locale=translated.locale))

    fields = now_asked(template, "sq").fields
    assert [field.key for field in fields] == ["b", "a"]
    assert {field.key: (field.block_id, field.label) for field in fields} == before


def test_a_worksheet_is_found_by_its_key_in_the_readers_language_or_the_nearest():
    translate(toolkits.worksheet(key="problem", title="Проблемот"), "sq", title="Problemi")
    toolkits.worksheet(key="draft", live=False)

    found = {code: queries.worksheet_called("problem", code) for code in ("mk", "sq", "en")}

    assert {code: worksheet.title for code, worksheet in found.items() if worksheet} == {
        "mk": "Проблемот",
        "sq": "Problemi",
        "en": "Проблемот",
    }
    assert queries.worksheet_called("draft", "mk") is None
    assert queries.worksheet_called("no-such", "mk") is None
