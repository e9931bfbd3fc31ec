"""Rows of a table that two people changed at the same time. A row is known by its id, so what they did to different
rows goes together; only a row that both changed is a matter of choice."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from learning.plans.values import is_rows

if TYPE_CHECKING:
    from learning.plans.models import Answer, AnswerVersion

Row = dict[str, str]


@dataclass(frozen=True)
class Joined:
    """`value` has what either of them did. Of the `disputed` rows, which both changed, it has what is there already,
    and `other` what was typed over it."""

    value: list[Row]
    other: list[Row]
    disputed: frozenset[str]


def join(before: Any, now: Any, typed: Any) -> Joined:
    """`typed` was made from `before`, and meanwhile the answer became `now`. All three are rows, or empty."""
    base, theirs, mine = _by_id(before), _by_id(now), _by_id(typed)
    value: dict[str, Row | None] = {}
    other: dict[str, Row | None] = {}
    # Rows that are there keep their places; new ones follow.
    for key in {**theirs, **mine}:
        was, there, here = base.get(key), theirs.get(key), mine.get(key)
        value[key] = here if there == was else there
        other[key] = there if here == was else here
    disputed = frozenset(key for key in value if value[key] != other[key])
    return Joined(_there(value), _there(other), disputed)


def chosen(over: "AnswerVersion | None", answer: "Answer | None", aside: "AnswerVersion") -> Any:
    """What the answer becomes when a version is chosen that was kept aside; it was typed over the version `over`. Of a
    table only rows are chosen, so that others which were written since stay."""
    now = answer.value if answer else []
    before = over.value if over else []
    if not all(map(is_rows, (before, now, aside.value))):
        return aside.value
    return join(before, now, aside.value).other


def changed(before: Any, after: Any) -> frozenset[str]:
    """Ids of the rows that are not the same in both."""
    first, second = _by_id(before), _by_id(after)
    return frozenset(key for key in {**first, **second} if first.get(key) != second.get(key))


def _by_id(value: Any) -> dict[str, Row]:
    return {row["id"]: row for row in value or ()}


def _there(rows: dict[str, Row | None]) -> list[Row]:
    return [row for row in rows.values() if row is not None]
