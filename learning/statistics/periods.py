"""Whole months of the site's own calendar, so that a figure is the same for readers in every time zone."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext

from jadro.base.dates import show_month


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, moment: dt.datetime) -> "Month":
        local = moment.astimezone(timezone.get_default_timezone())
        return cls(local.year, local.month)

    @classmethod
    def of_day(cls, day: dt.date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """From what `str` gives."""
        return cls.of_day(dt.date.fromisoformat(f"{text}-01"))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def __add__(self, months: int) -> "Month":
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)

    def __sub__(self, other: "Month") -> int:
        return 12 * (self.year - other.year) + self.number - other.number

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def last_day(self) -> dt.date:
        return (self + 1).first_day - dt.timedelta(days=1)

    @property
    def end(self) -> dt.datetime:
        """The first moment after it."""
        return beginning(self + 1)

    @property
    def words(self) -> str:
        return show_month(self.first_day)


def beginning(month: Month) -> dt.datetime:
    return start_of_day(month.first_day)


def start_of_day(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True)
class Period:
    """From the first day of a month, or from the beginning, to the last day of another."""

    first: Month | None
    last: Month

    @property
    def words(self) -> str:
        if self.first is None:
            return gettext("from the beginning to %(last)s") % {"last": self.last.words}
        if self.first == self.last:
            return self.last.words
        return gettext("%(first)s to %(last)s") % {"first": self.first.words, "last": self.last.words}

    def __contains__(self, month: Month | None) -> bool:
        return month is not None and (self.first is None or self.first <= month) and month <= self.last
