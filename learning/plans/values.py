"""Answers as plain values for JSON, and how they are told in words.

    short_text, long_text, choice, date, municipality, institution    a string
    number                                                             a string such as "12.5"
    choices                                                            a list of strings
    yes_no                                                             {"answer": "yes" or "no", "reason": "…"}
    money                                                              {"amount": "1200", "currency": "MKD"}
    table, timeline, stakeholders                                      a list of {"id": "…", column: string, …}

What nobody filled in is "", [] or, in a part, "".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jadro.base.dates import show_date
from jadro.places.models import Institution, Municipality
from learning.toolkits.choices import ColumnKind, Currency, FieldKind
from learning.toolkits.definitions import NO, YES, Column, Field, Option

# Columns whose cells are chosen.
CHOSEN = frozenset({ColumnKind.CHOICE, ColumnKind.CONSENT})


def is_empty(value: Any) -> bool:
    """Whether an answer says nothing."""
    if isinstance(value, dict):
        # A currency is chosen before anybody writes an amount.
        return not any(part for name, part in value.items() if name != "currency")
    return not value


def is_same(value: Any, other: Any) -> bool:
    """Whether two answers say the same; nothing is said in several ways."""
    return value == other or (is_empty(value) and is_empty(other))


def is_filled(field: Field, value: Any) -> bool:
    """Whether a field counts as filled: it says something that fits, and has as many rows as it needs."""
    if is_empty(fitting(field, value)):
        return False
    return not field.has_rows or len(value) >= field.settings.get("least_rows", 0)


def is_example(field: Field, value: Any) -> bool:
    """Whether an answer is the filled example of its field, word for word; rows are compared cell by cell."""
    if not field.example or is_empty(value):
        return False
    words = in_words(field, value)
    if words.rows:
        keys = [column.key for column in field.columns]
        # What stands in a cell is told in a language's way, and the example was perhaps written as it is typed.
        given = [
            [{cell, row.get(key, "")} for key, cell in zip(keys, cells, strict=False)]
            for row, cells in zip(value, words.rows, strict=True)
        ]
        example = [[cell for _column, cell in row] for row in field.example_table]
        return len(given) == len(example) and all(
            said in told
            for cells, row in zip(given, example, strict=True)
            for told, said in zip(cells, row, strict=True)
        )
    parts = value.values() if isinstance(value, dict) else [value]
    return _joined(field.example) in {_joined(words.text), *(_joined(part) for part in parts if isinstance(part, str))}


def _joined(text: str) -> str:
    return " ".join(text.split())


def fitting(field: Field, value: Any) -> Any:
    """What of an answer the controls of a field can show. A worksheet may have been changed since it was given: another
    kind of field, or an option less. What does not fit is "" or left out; the answer itself stays as it is."""
    if is_empty(value) or not _has_shape(field, value):
        return ""
    offered = {option.value for option in field.options}
    if field.kind == FieldKind.CHOICE:
        return value if value in offered else ""
    if field.kind == FieldKind.CHOICES:
        return [each for each in value if each in offered]
    return value


def withdrawn(field: Field, value: Any) -> list[str]:
    """Of an answer of several options those that the worksheet offers no more. They stay ticked until they are taken
    away: nobody else can say whether they still hold."""
    if field.kind != FieldKind.CHOICES or is_empty(value) or not _has_shape(field, value):
        return []
    offered = {option.value for option in field.options}
    return [each for each in value if each not in offered]


def is_shown_whole(field: Field, value: Any) -> bool:
    """Whether the controls of a field show all that an answer says."""
    return bool(withdrawn(field, value)) or is_same(fitting(field, value), value)


def is_rows(value: Any) -> bool:
    """Whether an answer is rows of a table; none at all are rows too."""
    return not value or (isinstance(value, list) and all(isinstance(row, dict) and "id" in row for row in value))


def _has_shape(field: Field, value: Any) -> bool:
    match field.kind:
        case FieldKind.TABLE | FieldKind.TIMELINE | FieldKind.STAKEHOLDERS:
            return is_rows(value)
        case FieldKind.CHOICES:
            return isinstance(value, list) and all(isinstance(each, str) for each in value)
        case FieldKind.YES_NO:
            return isinstance(value, dict) and value.keys() == {"answer", "reason"}
        case FieldKind.MONEY:
            return isinstance(value, dict) and value.keys() == {"amount", "currency"}
    if not isinstance(value, str):
        return False
    try:
        if field.kind == FieldKind.NUMBER:
            Decimal(value)
        if field.kind == FieldKind.DATE:
            date.fromisoformat(value)
    except (InvalidOperation, ValueError):
        return False
    return True


def with_what_is_not_asked(field: Field, rows: list[dict[str, str]], before: Any) -> list[dict[str, str]]:
    """Rows as they were typed, with the cells of columns and options that the worksheet offers no more: nobody could
    see them, so nobody took them away."""
    older = {row["id"]: row for row in before or ()}
    columns = {column.key: column for column in field.columns}
    kept = []
    for row in rows:
        unseen = {
            key: cell
            for key, cell in older.get(row["id"], {}).items()
            if key not in row or (not row[key] and key in columns and _is_withdrawn(columns[key], cell))
        }
        kept.append({**row, **unseen})
    return kept


def _is_withdrawn(column: Column, cell: str) -> bool:
    return column.kind in CHOSEN and cell not in {option.value for option in column.options}


def without_names(field: Field, value: Any) -> Any:
    """An answer as it may leave its team: in a table that says who agreed to be named, nobody else is named (rule 14 of
    the domain). The name is the first line of text of a row."""
    kinds = {column.kind: column.key for column in reversed(field.columns)}
    agreed, name = kinds.get(ColumnKind.CONSENT), kinds.get(ColumnKind.SHORT_TEXT)
    if agreed is None or name is None or not value or not is_rows(value):
        return value
    nobody = {name: pgettext("instead of a name", "not named")}
    return [row if row.get(agreed) == YES or not row.get(name) else {**row, **nobody} for row in value]


@dataclass(frozen=True)
class Words:
    """An answer as people read it: paragraphs, or the rows of a table under their columns."""

    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.rows)

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Rows whose cells come with the heading of their column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def in_words(field: Field, value: Any) -> Words:
    if is_empty(value):
        return Words()
    if not _has_shape(field, value):
        return Words(text=_of_another_kind(value))
    if field.has_rows:
        columns = columns_told(field)
        rows = (tuple(_cell(column, row, field) for column in columns) for row in value)
        return Words(columns=tuple(str(column.label) for column in columns), rows=tuple(rows))
    return Words(text=_text(field, value))


def columns_told(field: Field) -> tuple[Column, ...]:
    """Of a field with rows: those that are typed, and those that are reckoned."""
    return (*field.columns, *shares(field))


def _text(field: Field, value: Any) -> str:
    match field.kind:
        case FieldKind.CHOICE:
            return _label(field.options, value)
        case FieldKind.CHOICES:
            return "; ".join(_label(field.options, each) for each in value)
        case FieldKind.YES_NO:
            answer = {YES: _("Yes"), NO: _("No")}.get(value["answer"], "")
            return ". ".join(part for part in (answer, value["reason"]) if part)
        case FieldKind.NUMBER:
            return " ".join(part for part in (number(value), field.settings.get("unit", "")) if part)
        case FieldKind.MONEY:
            return f"{number(value['amount'])} {Currency(value['currency']).label}"
        case FieldKind.DATE:
            return show_date(date.fromisoformat(value))
        case FieldKind.MUNICIPALITY:
            place = Municipality.objects.with_names().filter(code=value).first()
            return str(place or value)
        case FieldKind.INSTITUTION:
            body = Institution.objects.with_names().filter(code=value).first()
            return str(body or value)
    return str(value)


def _of_another_kind(value: Any) -> str:
    """An answer to what the field asked before it became another one, as plainly as possible."""
    if isinstance(value, list):
        return "\n".join(_of_another_kind(each) for each in value)
    if isinstance(value, dict):
        return " · ".join(str(part) for name, part in value.items() if part and name != "id")
    return str(value)


def _cell(column: Column, row: dict[str, str], field: Field) -> str:
    if column.key in _share_keys(field):
        return share(field, column.key, row)
    value = row.get(column.key, "")
    if not value:
        return ""
    try:
        match column.kind:
            case ColumnKind.CHOICE | ColumnKind.CONSENT:
                return _label(column.options, value)
            case ColumnKind.NUMBER:
                return number(value)
            case ColumnKind.MONEY:
                return f"{number(value)} {Currency(column.currency).label}"
            case ColumnKind.DATE:
                return show_date(date.fromisoformat(value))
    except (InvalidOperation, ValueError):
        # Written while the column took something else: told as it was written.
        return value
    return value


def _label(options: Iterable[Option], value: str) -> str:
    """An option that the worksheet offers no more is told by its key."""
    return next((str(option.label) for option in options if option.value == value), value)


def number(value: str) -> str:
    return number_format(Decimal(value), force_grouping=True)


# --- Columns that are reckoned ---------------------------------------------------------------------------------------


def shares(field: Field) -> tuple[Column, ...]:
    """Columns of a table that are one column as a share of another."""
    return tuple(Column(each["key"], each["label"], ColumnKind.SHORT_TEXT) for each in field.settings.get("shares", ()))


def _share_keys(field: Field) -> set[str]:
    return {each["key"] for each in field.settings.get("shares", ())}


def share(field: Field, key: str, row: dict[str, str]) -> str:
    """In whole per cent; nothing while one of the two is no number or the whole is 0."""
    its = next(each for each in field.settings["shares"] if each["key"] == key)
    part, whole = row.get(its["part"], ""), row.get(its["whole"], "")
    try:
        return _("%(number)s %%") % {"number": round(100 * Decimal(part) / Decimal(whole))}
    except (InvalidOperation, ZeroDivisionError):
        return ""
