"""The one way a date or a time is shown to a person, in the active language and time zone.

Templates use the filters of `{% load dates %}`; no template formats a date itself.
"""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext, pgettext


def _local(value: dt.datetime) -> dt.datetime:
    """The moment in the reader's time zone. A moment without a zone is a mistake of ours: ValueError."""
    return timezone.localtime(value)


def show_date(value: dt.date) -> str:
    """As in "8 март 2026", "8 mars 2026", "8 March 2026"."""
    return date_format(_local(value) if isinstance(value, dt.datetime) else value, "DATE_FORMAT")


def show_short_date(value: dt.date) -> str:
    """Where space is short: "08.03.2026", in English "8 Mar 2026", because 08/03 is read in two ways."""
    return date_format(_local(value) if isinstance(value, dt.datetime) else value, "SHORT_DATE_FORMAT")


def show_month(value: dt.date) -> str:
    """As in "март 2026", "mars 2026", "March 2026"."""
    return date_format(value, "YEAR_MONTH_FORMAT")


def show_time(value: dt.datetime | dt.time, *, zone: bool = False) -> str:
    """As in "14:32"; with `zone`, where people of several zones agree on a time, "14:32 (CET)"."""
    if isinstance(value, dt.time):
        return time_format(value, "TIME_FORMAT")
    local = _local(value)
    clock = time_format(local.time(), "TIME_FORMAT")
    return gettext("%(time)s (%(zone)s)") % {"time": clock, "zone": local.tzname()} if zone else clock


def show_moment(value: dt.datetime, *, zone: bool = False) -> str:
    """As receipts have it: "23.11.2026 во 14:32", "23.11.2026 në 14:32", "23 Nov 2026 at 14:32"."""
    return pgettext("a date and a time of day", "%(date)s at %(time)s") % {
        "date": show_short_date(value),
        "time": show_time(value, zone=zone),
    }
