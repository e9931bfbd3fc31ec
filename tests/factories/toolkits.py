"""Worksheets and toolkits as an editor leaves them: published, in Macedonian."""

from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.test import TestCase
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, streamfield

from learning.toolkits.choices import ColumnKind, Currency, FieldKind
from learning.toolkits.models import ToolkitIndexPage, ToolkitPage, WorksheetTemplate
from tests.factories import learning


def an_id(name: str) -> str:
    """The same id for the same name, so that tests can speak of fields and their parts."""
    return str(uuid5(NAMESPACE_URL, name))


def item(name: str, value: Any) -> dict[str, Any]:
    return {"id": an_id(name), "type": "item", "value": value}


def option(value: str, label: str = "") -> dict[str, Any]:
    return item(f"option {value}", {"label": label or f"Одговор {value}", "value": value})


def column(
    key: str, kind: ColumnKind = ColumnKind.SHORT_TEXT, *options: dict[str, Any], **settings: Any
) -> dict[str, Any]:
    value = {"label": f"Колона {key}", "kind": kind.value, "options": list(options), "currency": Currency.MKD.value}
    return item(f"column {key}", {**value, "key": key, **settings})


def share(key: str, part: str, whole: str) -> dict[str, Any]:
    return item(f"share {key}", {"label": f"Удел {key}", "part": part, "whole": whole, "key": key})


def _settings_of(kind: FieldKind) -> dict[str, Any]:
    match kind:
        case FieldKind.SHORT_TEXT | FieldKind.LONG_TEXT:
            return {"max_length": None}
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return {"options": [option("da"), option("ne")]}
        case FieldKind.NUMBER:
            return {"least": None, "most": None, "unit": ""}
        case FieldKind.MONEY:
            return {"currency": Currency.MKD.value}
        case FieldKind.TABLE:
            return {"columns": [column("what"), column("cost", ColumnKind.MONEY)], "least_rows": 0, "shares": []}
        case FieldKind.TIMELINE:
            return {"columns": [column("day", ColumnKind.DATE), column("what")], "least_rows": 0}
        case FieldKind.STAKEHOLDERS:
            return {"least_rows": 5}
    return {}


def field(kind: FieldKind, key: str = "", **values: Any) -> dict[str, Any]:
    """A field as a template stores it. Without a key it has that of its kind, and its id follows from the key."""
    key = key or kind.value
    shared = {
        "label": f"Прашање {key}",
        "help": "",
        "example": "",
        "is_required": False,
        "is_private": False,
        "key": key,
        "shared_key": "",
    }
    return {"id": an_id(f"field {key}"), "type": kind.value, "value": {**_settings_of(kind), **shared, **values}}


line = partial(field, FieldKind.SHORT_TEXT)
text = partial(field, FieldKind.LONG_TEXT)
choice = partial(field, FieldKind.CHOICE)
choices = partial(field, FieldKind.CHOICES)
yes_no = partial(field, FieldKind.YES_NO)
number = partial(field, FieldKind.NUMBER)
money = partial(field, FieldKind.MONEY)
day = partial(field, FieldKind.DATE)
table = partial(field, FieldKind.TABLE)
timeline = partial(field, FieldKind.TIMELINE)
stakeholders = partial(field, FieldKind.STAKEHOLDERS)
municipality = partial(field, FieldKind.MUNICIPALITY)
institution = partial(field, FieldKind.INSTITUTION)


def every_kind() -> list[dict[str, Any]]:
    return [field(kind) for kind in FieldKind]


def publish_worksheet(template: WorksheetTemplate) -> WorksheetTemplate:
    with TestCase.captureOnCommitCallbacks(execute=True):
        template.save_revision().publish()
    return WorksheetTemplate.objects.get(pk=template.pk)


def worksheet(
    *fields: dict[str, Any], key: str = "problem", title: str = "Проблемот", live: bool = True, **values: Any
) -> WorksheetTemplate:
    """A published template with these fields; without any, one line of text. A draft when it is not to be live."""
    template = WorksheetTemplate.objects.create(
        locale=Locale.get_default(), key=key, title=title, live=False, fields=list(fields) or [line()], **values
    )
    return publish_worksheet(template) if live else template


def form(*fields: dict[str, Any], **values: Any) -> dict[str, Any]:
    """What the form of a template sends."""
    sent = {
        "title": "Проблемот",
        "instruction": "",
        "example_note": "",
        "key": "problem",
        "done_when": "filled",
        **values,
    }
    return {**sent, **nested_form_data({"fields": _stream_form(list(fields))})}


def _stream_form(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    sent = streamfield([(block["type"], _value_form(block["value"])) for block in blocks])
    for place, block in enumerate(blocks):
        sent[str(place)]["id"] = block["id"]
    return sent


def _value_form(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _value_form(each) for name, each in value.items()}
    if isinstance(value, list):
        return _stream_form(value)
    return "" if value is None else value


def section() -> ToolkitIndexPage:
    """The section of toolkits of the first language, published when a test first asks for it."""
    found = ToolkitIndexPage.objects.filter(locale=Locale.get_default()).first()
    return found or learning.publish(
        learning.home().add_child(instance=ToolkitIndexPage(title="Алатки", show_in_menus=True, live=False))
    )


def step(title: str, worksheet: WorksheetTemplate | None = None, **values: Any) -> dict[str, Any]:
    shared: dict[str, Any] = {
        "title": title,
        "instruction": "",
        "worksheet": worksheet.pk if worksheet else None,
        "why": "",
        "how": "",
        "example": "",
        "mistakes": [],
        "resources": [],
        "minutes": None,
        "people": "",
    }
    return {"id": str(uuid4()), "type": "step", "value": {**shared, **values}}


def toolkit(
    *steps: dict[str, Any], title: str = "Стебло на проблемот", live: bool = True, **values: Any
) -> ToolkitPage:
    """A toolkit with these steps under the section, standing in every language; a draft when it is not to be live."""
    page = section().add_child(instance=ToolkitPage(title=title, live=False, body=list(steps), **values))
    return learning.publish(page) if live else page
