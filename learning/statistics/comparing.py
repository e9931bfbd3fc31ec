"""Figures before and after a change, of people who enrolled in periods of equal length."""

from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from learning.statistics.figures import CourseFigures, Figure, ItemFigures
from learning.statistics.periods import Month, Period

MOST_MONTHS = 3


@dataclass(frozen=True)
class Periods:
    before: Period
    after: Period


def around(day: date, *, today: date) -> Periods | None:
    """As many whole months after a change as have passed, three at most, and as many before it. The month of the change
    is in neither. None while no month has passed."""
    change = Month.of_day(day)
    months = min(MOST_MONTHS, Month.of_day(today) - change - 1)
    if months < 1:
        return None
    return Periods(Period(change + -months, change + -1), Period(change + 1, change + months))


@dataclass(frozen=True)
class Pair:
    """A figure before and after; None where the thing was not there."""

    before: Figure | None
    after: Figure | None

    @property
    def label(self) -> str:
        return next(str(figure.measure.label) for figure in (self.after, self.before) if figure)


@dataclass(frozen=True)
class ItemPairs:
    item: ItemFigures
    pairs: tuple[Pair, ...]


def of_course(before: CourseFigures, after: CourseFigures) -> list[Pair]:
    return [Pair(*pair) for pair in zip_longest(before.figures, after.figures)]


def of_items(before: CourseFigures, after: CourseFigures) -> list[ItemPairs]:
    """In the order of the outline after the change; what is no longer there stands at the end."""
    earlier = {each.item.activity_id: each for each in before.items}
    later = {each.item.activity_id: each for each in after.items}
    return [
        ItemPairs(
            later.get(activity_id) or earlier[activity_id],
            tuple(
                Pair(*pair)
                for pair in zip_longest(
                    earlier[activity_id].figures if activity_id in earlier else (),
                    later[activity_id].figures if activity_id in later else (),
                )
            ),
        )
        for activity_id in later | earlier
    ]
