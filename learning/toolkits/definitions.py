"""A worksheet as it was published in one language: what is asked, in which order, and how answers are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learning.toolkits.choices import WITH_ROWS, ColumnKind, DoneWhen, FieldKind, Support


@dataclass(frozen=True)
class Option:
    value: str
    label: str | Promise


@dataclass(frozen=True)
class Column:
    """Of a field with rows; `currency` is that of a column of money."""

    key: str
    label: str | Promise
    kind: ColumnKind
    options: tuple[Option, ...] = ()
    currency: str = ""


YES, NO = "yes", "no"
# Of a column that says whether who is named in its row agreed to that.
CONSENT = (
    Option(YES, pgettext_lazy("agreed to be named", "yes")),
    Option(NO, pgettext_lazy("agreed to be named", "no")),
)

# The map is drawn from the first three.
STAKEHOLDER_COLUMNS = (
    Column("role", _("Role or body"), ColumnKind.SHORT_TEXT),
    Column("influence", _("Influence, 1 to 5"), ColumnKind.CHOICE, tuple(Option(str(n), str(n)) for n in range(1, 6))),
    Column("support", _("Support"), ColumnKind.CHOICE, tuple(Option(str(s.value), s.label) for s in Support)),
    Column("basis", _("What the estimate rests on"), ColumnKind.SHORT_TEXT),
    Column("checked", _("Date"), ColumnKind.DATE),
    Column("listens_to", _("Listens to"), ColumnKind.SHORT_TEXT),
)


@dataclass(frozen=True)
class Field:
    """`identity` names the answer in a plan: fields with the same one are one answer, whichever worksheet asks.
    `language` is that of its words, which a translation may not have yet. `settings` are those of its kind, as
    `fields.FieldValue.content` writes them."""

    block_id: UUID
    language: str
    kind: FieldKind
    key: str
    identity: str
    label: str
    help: str
    is_required: bool
    is_private: bool
    is_shared: bool
    example: str
    settings: Mapping[str, Any]

    @property
    def has_rows(self) -> bool:
        return self.kind in WITH_ROWS

    @property
    def options(self) -> tuple[Option, ...]:
        return _options(self.settings.get("options", ()))

    @property
    def columns(self) -> tuple[Column, ...]:
        """Of a field with rows, those that are typed."""
        if self.kind == FieldKind.STAKEHOLDERS:
            return STAKEHOLDER_COLUMNS
        return tuple(
            Column(
                column["key"],
                column["label"],
                ColumnKind(column["kind"]),
                CONSENT if column["kind"] == ColumnKind.CONSENT else _options(column.get("options", ())),
                column.get("currency", ""),
            )
            for column in self.settings.get("columns", ())
        )

    @property
    def example_table(self) -> list[list[tuple[Column, str]]]:
        """The example of a field with rows: each line cut at | into as many cells as there are columns."""
        columns = self.columns
        lines = ([cell.strip() for cell in line.split("|")] for line in self.example.splitlines() if line.strip())
        return [list(zip(columns, [*cells, *[""] * len(columns)], strict=False)) for cells in lines]


@dataclass(frozen=True)
class Worksheet:
    """`template_key` is the translation key of its template, `key` the name it has in addresses and files.
    `version_id` is the row it was read from; `language` that of all its words."""

    template_key: UUID
    version_id: int
    number: int
    language: str
    key: str
    title: str
    instruction: str
    example_note: str
    done_when: DoneWhen
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field | None:
        return next((field for field in self.fields if field.key == key), None)


def _options(options: Any) -> tuple[Option, ...]:
    return tuple(Option(option["value"], option["label"]) for option in options)


_OF_EVERY_KIND = {
    "id", "language", "kind", "key", "shared_key", "label", "help", "is_required", "is_private", "example",
}  # fmt: skip


def identity_of(template: str, content: Mapping[str, Any]) -> str:
    """The shared key of a field, or its own key after that of its template; shared keys hold no point."""
    return content["shared_key"] or f"{template}.{content['key']}"


def read_field(template: str, content: Mapping[str, Any], language: str) -> Field:
    """A field of a worksheet in this language."""
    return Field(
        block_id=UUID(content["id"]),
        language=content.get("language", language),
        kind=FieldKind(content["kind"]),
        key=content["key"],
        identity=identity_of(template, content),
        label=content["label"],
        help=content["help"],
        is_required=content["is_required"],
        is_private=content["is_private"],
        is_shared=bool(content["shared_key"]),
        example=content["example"],
        settings={name: value for name, value in content.items() if name not in _OF_EVERY_KIND},
    )
