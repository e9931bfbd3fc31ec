"""Two versions of an answer beside each other: what only one says, word by word, and in tables row by row."""

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from learning.plans import rows
from learning.plans.models import Answer, AnswerVersion
from learning.plans.queries import asked_by
from learning.plans.values import Words, columns_told, fitting, in_words, is_rows, is_same
from learning.toolkits.definitions import Field

# A word, or what stands between two, with the space after it: letter by letter, texts share much that says nothing.
_WORD = re.compile(r"\w+\s*|[^\w\s]+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    text: str
    is_changed: bool


Pieces = tuple[Piece, ...]


class Change(models.TextChoices):
    """What became of a row."""

    ADDED = "added", _("added")
    REMOVED = "removed", _("taken away")
    CHANGED = "changed", _("changed")


@dataclass(frozen=True)
class Cell:
    label: str
    before: Pieces
    after: Pieces


@dataclass(frozen=True)
class Row:
    """A row that is not the same in both. `number` is its place, in the later version where it stands there."""

    number: int
    change: Change
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Comparison:
    """Of rows when both versions hold some, else of texts. `same_rows` is the number of rows that are alike."""

    before: AnswerVersion
    after: AnswerVersion
    text_before: Pieces = ()
    text_after: Pieces = ()
    rows: tuple[Row, ...] = ()
    same_rows: int = 0
    is_reordered: bool = False

    @property
    def is_same(self) -> bool:
        is_changed = any(piece.is_changed for piece in (*self.text_before, *self.text_after))
        return not (is_changed or self.rows or self.is_reordered)


def compare(before: AnswerVersion, after: AnswerVersion, now: Field) -> Comparison:
    """Both are told under the labels the later one was written under, where these hold all that the earlier one says:
    a team that writes in two languages sees what was changed and not the languages. `now` is the field as it asks now.
    """
    asked = asked_by(after) or now
    asked_before = asked if _holds(asked, before.value) else asked_by(before) or now
    if asked.has_rows and is_rows(before.value) and is_rows(after.value):
        return _of_rows(before, after, asked_before, asked)
    first, second = _pieces(_as_text(in_words(asked_before, before.value)), _as_text(in_words(asked, after.value)))
    return Comparison(before, after, first, second)


@dataclass(frozen=True)
class Aside:
    """A version that was kept aside. `rows` are those it would change in the answer; None where it is chosen whole."""

    version: AnswerVersion
    words: Words
    rows: Comparison | None


def aside(answer: Answer, version: AnswerVersion, over: AnswerVersion | None, now: Field) -> Aside:
    """`over` is the version it was typed over."""
    words = in_words(asked_by(version) or now, version.value)
    if not (is_rows(answer.value) and is_rows(version.value) and now.has_rows):
        return Aside(version, words, None)
    chosen = copy(version)
    chosen.value = rows.chosen(over, answer, version)
    return Aside(version, words, compare(answer.version, chosen, now))


def _holds(field: Field, value: Any) -> bool:
    if not is_same(fitting(field, value), value):
        return False
    keys = {"id", *(column.key for column in field.columns)}
    return not field.has_rows or all(row.keys() <= keys for row in value or ())


def _as_text(words: Words) -> str:
    return words.text or "\n".join(" · ".join(filter(None, row)) for row in words.rows)


def _pieces(before: str, after: str) -> tuple[Pieces, Pieces]:
    """The same parts and the changed ones of two texts, in their order."""
    first, second = _WORD.findall(before), _WORD.findall(after)
    found: tuple[list[Piece], list[Piece]] = ([], [])
    # That difflib passes over what is too common in long texts keeps the cost in bounds: a word repeated all through
    # an answer would take minutes.
    matcher = SequenceMatcher(None, [word.strip() for word in first], [word.strip() for word in second])
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        for pieces, words in ((found[0], first[start:end]), (found[1], second[other_start:other_end])):
            if words:
                pieces.append(Piece("".join(words), kind != "equal"))
    return tuple(found[0]), tuple(found[1])


def _of_rows(before: AnswerVersion, after: AnswerVersion, asked_before: Field, asked: Field) -> Comparison:
    first, second = _by_id(asked_before, before.value), _by_id(asked, after.value)
    labels = {column.key: str(column.label) for field in (asked, asked_before) for column in columns_told(field)}
    places = {key: number for side in (first, second) for number, key in enumerate(side, start=1)}
    shared = [key for key in second if key in first]
    told = [
        Row(places[key], _change(key, first, second), tuple(_cells(first.get(key, {}), second.get(key, {}), labels)))
        for key in sorted({**second, **first}, key=places.__getitem__)
        if first.get(key) != second.get(key)
    ]
    return Comparison(
        before,
        after,
        rows=tuple(told),
        same_rows=sum(first[key] == second[key] for key in shared),
        is_reordered=shared != [key for key in first if key in second],
    )


def _by_id(field: Field, value: Any) -> dict[str, dict[str, str]]:
    """Of each row what its columns say in words, by their keys; empty cells are left out."""
    keys = [column.key for column in columns_told(field)]
    return {
        row["id"]: {key: cell for key, cell in zip(keys, cells, strict=True) if cell}
        for row, cells in zip(value or (), in_words(field, value).rows, strict=True)
    }


def _change(key: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> Change:
    if key not in first:
        return Change.ADDED
    return Change.CHANGED if key in second else Change.REMOVED


def _cells(before: Mapping[str, str], after: Mapping[str, str], labels: Mapping[str, str]) -> Iterable[Cell]:
    for key, label in labels.items():
        if key in before or key in after:
            yield Cell(label, *_pieces(before.get(key, ""), after.get(key, "")))
