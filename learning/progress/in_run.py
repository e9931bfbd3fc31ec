"""What the dates of a run mean for somebody in it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from jadro.base.dates import show_date
from learning.courses.choices import RunKind


@dataclass(frozen=True)
class InRun:
    """A person's place in one run of a course. `name` is empty for the open run, which needs none; `name_language` is
    that of the name, which may have none in the reader's."""

    enrolled_at: datetime
    kind: str
    name: str
    name_language: str
    starts_on: date | None
    ends_on: date | None
    completed_at: datetime | None

    @property
    def is_cohort(self) -> bool:
        return self.kind == RunKind.COHORT

    @property
    def sentence(self) -> str:
        """What its dates mean for the person today; empty when there is nothing to say."""
        return self._words % {"name": self.name, **self._days}

    @property
    def marked_sentence(self) -> SafeString:
        """The same for a page, with the language of the name."""
        name = format_html('<span lang="{}">{}</span>', self.name_language, self.name) if self.name else ""
        return mark_safe(escape(self._words) % {"name": name, **self._days})  # noqa: S308  no part is unescaped

    @property
    def _words(self) -> str:
        today = timezone.localdate()
        if self.ends_on and today > self.ends_on:
            if self.is_cohort:
                return gettext(
                    "“%(name)s” ended on %(ends)s. You may go on reading and marking; all of it counts for you."
                )
            return gettext("The course ended on %(ends)s. You may go on reading and marking; all of it counts for you.")
        if self.starts_on and today < self.starts_on:
            if self.is_cohort:
                return gettext("“%(name)s” begins on %(starts)s. You may read and mark already; all of it counts.")
            return gettext("The course begins on %(starts)s. You may read and mark already; all of it counts.")
        if self.ends_on:
            if self.is_cohort:
                return gettext("You follow it with “%(name)s” until %(ends)s.")
            return gettext("The course goes on until %(ends)s.")
        return gettext("You follow it with “%(name)s”.") if self.is_cohort else ""

    @property
    def _days(self) -> dict[str, str]:
        return {
            "starts": show_date(self.starts_on) if self.starts_on else "",
            "ends": show_date(self.ends_on) if self.ends_on else "",
        }
