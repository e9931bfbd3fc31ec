"""The demo toolkits with their steps and worksheets, from toolkits.yaml and toolkit_guides.yaml."""

from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import number_format
from wagtail.models import Locale

from jadro.base.dates import show_date
from jadro.demo import association, pages, reading, writing
from jadro.demo.pages import Recipe, lasting_id
from jadro.places.models import Municipality
from learning.toolkits.choices import ColumnKind, Currency, FieldKind, Support
from learning.toolkits.models import ToolkitIndexPage, ToolkitPage, WorksheetTemplate
from resources.models import Concept

SECTION = "toolkits"
KINDS = {
    "text": FieldKind.SHORT_TEXT,
    "long_text": FieldKind.LONG_TEXT,
    "choice": FieldKind.CHOICE,
    "multi_choice": FieldKind.CHOICES,
    "number": FieldKind.NUMBER,
    "integer": FieldKind.NUMBER,
    "date": FieldKind.DATE,
    "money": FieldKind.MONEY,
    "table": FieldKind.TABLE,
    "timeline": FieldKind.TIMELINE,
    "power_map": FieldKind.STAKEHOLDERS,
}
# What the cells of the example of a power map are, in the order of the columns.
STAKEHOLDER_CELLS = ("role", "influence", "support", "basis", "checked", "listens_to")
# The column in which the data says who agreed to be named.
CONSENT = "agreed"
SHARE_OF_BUDGET = {"mk": "Потрошено, од изменетото", "sq": "Shpenzuar, nga e ndryshuara", "en": "Spent, of the amended"}


@cache
def _data() -> list[dict[str, Any]]:
    """The toolkits, each with its guide."""
    guides = reading.document("toolkit_guides.yaml")["toolkits"]
    return [{**toolkit, "guide": guides[toolkit["key"]]} for toolkit in reading.document("toolkits.yaml")["toolkits"]]


# --- Worksheets ------------------------------------------------------------------------------------------------------


@transaction.atomic
def load_worksheets() -> int:
    """Makes the templates that are missing and returns their number; one for each step that has fields."""
    return sum(_plant(toolkit, step) for toolkit in _data() for step in toolkit["steps"] if step["fields"])


def template_key(toolkit: dict[str, Any], step: dict[str, Any]) -> str:
    return f"{toolkit['key']}-{step['key']}"


def template_and_labels(toolkit: str, step: str, fields: list[str], language: str) -> tuple[int | None, list[str]]:
    """The template of a step, in the language of the source, and what some of its fields are called in another."""
    its = next(each for each in _data() if each["key"] == toolkit)
    its_step = next(each for each in its["steps"] if each["key"] == step)
    labels = {field["key"]: writing.words(field["label"], language) for field in its_step["fields"]}
    return _chosen(its, its_step), [labels[key] for key in fields]


def _chosen(toolkit: dict[str, Any], step: dict[str, Any]) -> int | None:
    """The row of its template that is chosen in pages: in the language of the source; readers get it in theirs."""
    key = lasting_id(f"worksheet-{template_key(toolkit, step)}")
    rows = WorksheetTemplate.objects.filter(translation_key=key, locale__language_code=settings.LANGUAGE_CODE)
    return rows.values_list("pk", flat=True).first()


def _plant(toolkit: dict[str, Any], step: dict[str, Any]) -> bool:
    name = template_key(toolkit, step)
    key = lasting_id(f"worksheet-{name}")
    if WorksheetTemplate.objects.filter(translation_key=key).exists():
        return False

    def write(language: str) -> WorksheetTemplate:
        return WorksheetTemplate(
            translation_key=key,
            locale=Locale.objects.get(language_code=language),
            key=name,
            title=f"{writing.words(toolkit['title'], language)}: {writing.words(step['title'], language).lower()}",
            instruction=writing.words(step["instruction"], language),
            example_note=writing.words(toolkit["guide"]["example_note"], language),
            fields=[_field(field, name, toolkit["guide"], language) for field in step["fields"]],
        )

    pages.plant_snippet(write(settings.LANGUAGE_CODE), write)
    return True


def _field(data: dict[str, Any], template: str, guide: dict[str, Any], language: str) -> dict[str, Any]:
    kind = FieldKind.MUNICIPALITY if data.get("source") == "municipalities.tsv" else KINDS[data["type"]]
    path = f"{template}.{data['key']}"
    example = guide["field_examples"].get(data["key"])
    value = {
        "label": writing.words(data["label"], language),
        "help": writing.words(data.get("help"), language),
        "example": "" if example is None else _example(kind, data, example, language),
        "is_required": data.get("required", False),
        "is_private": data["visibility"] == "author_and_mentor",
        "key": data["key"],
        "shared_key": data.get("shared_key", ""),
    }
    return {"id": str(lasting_id(path)), "type": kind.value, "value": value | _of_its_kind(kind, data, path, language)}


def _of_its_kind(kind: FieldKind, data: dict[str, Any], path: str, language: str) -> dict[str, Any]:
    match kind:
        case FieldKind.SHORT_TEXT | FieldKind.LONG_TEXT:
            return {"max_length": data.get("max_length")}
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return {"options": _options(data["choices"], path, language)}
        case FieldKind.NUMBER:
            return {"least": data.get("min"), "most": data.get("max"), "unit": ""}
        case FieldKind.MONEY:
            return {"currency": data["currency"]}
        case FieldKind.STAKEHOLDERS:
            return {"least_rows": data.get("min_rows", 0)}
        case FieldKind.TABLE | FieldKind.TIMELINE:
            columns = [_column(column, f"{path}.{column['key']}", language) for column in data["columns"]]
            shares = [_share(share, f"{path}.{share['key']}", language) for share in data.get("computed", [])]
            its = {"columns": columns, "least_rows": data.get("min_rows", 0)}
            return its | ({"shares": shares} if kind == FieldKind.TABLE else {})
    return {}


def _options(choices: list[dict[str, Any]], path: str, language: str) -> list[dict[str, Any]]:
    return [
        _item(f"{path}.{value}", {"label": writing.words(label, language), "value": value})
        for value, label in ((choice["value"], choice["label"]) for choice in choices)
    ]


def _column(data: dict[str, Any], path: str, language: str) -> dict[str, Any]:
    is_consent = data["key"] == CONSENT
    value = {
        "label": writing.words(data["label"], language),
        "kind": ColumnKind.CONSENT.value if is_consent else KINDS[data["type"]].value,
        "options": [] if is_consent else _options(data.get("choices", []), path, language),
        "currency": data.get("currency", Currency.MKD.value),
        "key": data["key"],
    }
    return _item(path, value)


def _share(data: dict[str, Any], path: str, language: str) -> dict[str, Any]:
    part, whole = (side.strip() for side in data["formula"].split("/"))
    return _item(path, {"label": SHARE_OF_BUDGET[language], "part": part, "whole": whole, "key": data["key"]})


def _item(path: str, value: Any) -> dict[str, Any]:
    return {"id": str(lasting_id(path)), "type": "item", "value": value}


def _example(kind: FieldKind, data: dict[str, Any], example: Any, language: str) -> str:
    """A filled example as members read it; rows as lines with their cells parted by |."""
    with translation.override(language):
        if kind == FieldKind.STAKEHOLDERS:
            cells = {"support": lambda value: str(Support(value).label), "influence": str}
            return _lines(example, STAKEHOLDER_CELLS, language, cells)
        if kind in (FieldKind.TABLE, FieldKind.TIMELINE):
            cells = {column["key"]: _reader(KINDS[column["type"]], column, language) for column in data["columns"]}
            return _lines(example, tuple(cells), language, cells)
        return _reader(kind, data, language)(example)


def _lines(rows: list[dict[str, Any]], columns: tuple[str, ...], language: str, cells: dict[str, Any]) -> str:
    def cell(row: dict[str, Any], column: str) -> str:
        read = cells.get(column, _reader(FieldKind.SHORT_TEXT, {}, language))
        value = row.get(column)
        return "" if value is None else " ".join(read(value).replace("|", "/").split())

    return "\n".join(" | ".join(cell(row, column) for column in columns) for row in rows)


def _reader(kind: FieldKind, data: dict[str, Any], language: str):
    """How a value of the data is told in words."""
    labels = {choice["value"]: writing.words(choice["label"], language) for choice in data.get("choices", [])}

    def words(value: Any) -> str:
        match kind:
            case FieldKind.MUNICIPALITY:
                return str(Municipality.objects.with_names().get(code=value))
            case FieldKind.CHOICE:
                return labels[value]
            case FieldKind.CHOICES:
                return "; ".join(labels[each] for each in value)
            case FieldKind.DATE:
                return show_date(date.fromisoformat(str(value)))
            case FieldKind.MONEY:
                currency = Currency(data.get("currency", Currency.MKD))
                return f"{number_format(value, force_grouping=True)} {currency.label}"
        if isinstance(value, dict):
            return writing.words(value, language)
        # Dates of the data without their quotes.
        return show_date(value) if isinstance(value, date) else str(value)

    return words


# --- Pages -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def load() -> int:
    """Makes the section of toolkits and its pages where they are missing, and returns their number."""
    made = _load_section()
    section = _section()
    return made + sum(pages.plant(_toolkit(data), section) for data in _data()) if section else made


def _section() -> ToolkitIndexPage | None:
    """The only page of its kind in the first language, whoever made it."""
    return ToolkitIndexPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE, alias_of=None).first()


def _load_section() -> int:
    if _section() is not None:
        return 0
    data = reading.document("association.yaml")["toolkits"]

    def write(language: str) -> ToolkitIndexPage:
        fields = {**writing.fields(data, language), "slug": SECTION}
        return writing.with_aims(ToolkitIndexPage(**fields, show_in_menus=True), data["aims"])

    return pages.plant(Recipe(SECTION, write), association.front_page())


def _toolkit(data: dict[str, Any]) -> Recipe:
    guide = data["guide"]

    def write(language: str) -> ToolkitPage:
        page = ToolkitPage(
            **writing.fields(data, language),
            minutes=guide["minutes"],
            purpose=writing.words(guide["purpose"], language),
            people=writing.words(guide["people"], language),
            licence=guide["licence"],
            is_joined_plan=data.get("is_joined_plan", False),
            body=[_step(step, data, guide["steps"][step["key"]], language) for step in data["steps"]],
        )
        page.concepts.add(*Concept.objects.filter(slug__in=data["tags"]))
        return writing.with_aims(page, data.get("aims", ["S3"]))

    return Recipe(f"toolkit-{data['key']}", write)


def _step(data: dict[str, Any], toolkit: dict[str, Any], guide: dict[str, Any], language: str) -> dict[str, Any]:
    path = f"toolkit-{template_key(toolkit, data)}"
    links = reading.document("toolkit_links.yaml")
    resources = [links[name] for name in guide.get("resources", [])]
    value = {
        "title": writing.words(data["title"], language),
        "instruction": writing.words(data["instruction"], language),
        "worksheet": _chosen(toolkit, data),
        "why": writing.words(guide["why"], language),
        "how": writing.words(guide["how"], language),
        "example": "",
        "mistakes": [
            _item(f"{path}.mistakes.{number}", writing.words(text, language))
            for number, text in enumerate(guide["mistakes"])
        ],
        "resources": [
            _item(
                f"{path}.resources.{number}",
                {"page": None, "url": link.get("url", ""), "title": writing.words(link["title"], language), "why": ""},
            )
            for number, link in enumerate(resources)
        ],
        "minutes": None,
        "people": "",
    }
    return {"id": str(lasting_id(path)), "type": "step", "value": value}
