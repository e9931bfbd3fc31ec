"""What the dates of a run mean for somebody in it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from jadro.base.dates import show_date
from learning.courses.choices import RunKind


@dataclass(frozen=True)
class InRun:
    """A person's place in one run of a course. `name` is empty for the open run, which needs none."""

    enrolled_at: datetime
    kind: str
    name: str
    starts_on: date | None
    ends_on: date | None
    completed_at: datetime | None

    @property
    def is_cohort(self) -> bool:
        return self.kind == RunKind.COHORT

    @property
    def sentence(self) -> str:
        """What its dates mean for the person today; empty when there is nothing to say."""
        today = timezone.localdate()
        if self.ends_on and today > self.ends_on:
            return _run_words(
                self,
                gettext("“%(name)s” ended on %(ends)s. You may go on reading and marking; all of it counts for you."),
                gettext("The course ended on %(ends)s. You may go on reading and marking; all of it counts for you."),
            )
        if self.starts_on and today < self.starts_on:
            return _run_words(
                self,
                gettext("“%(name)s” begins on %(starts)s. You may read and mark already; all of it counts."),
                gettext("The course begins on %(starts)s. You may read and mark already; all of it counts."),
            )
        if self.ends_on:
            return _run_words(
                self,
                gettext("You follow it with “%(name)s” until %(ends)s."),
                gettext("The course goes on until %(ends)s."),
            )
        return gettext("You follow it with “%(name)s”.") % {"name": self.name} if self.is_cohort else ""


def _run_words(run: InRun, of_cohort: str, of_open_run: str) -> str:
    return (of_cohort if run.is_cohort else of_open_run) % {
        "name": run.name,
        "starts": show_date(run.starts_on) if run.starts_on else "",
        "ends": show_date(run.ends_on) if run.ends_on else "",
    }
