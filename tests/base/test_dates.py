import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from jadro.base.dates import show_date, show_moment, show_short_date, show_time

MONTHS = {
    "mk": "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    "sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "en": "January February March April May June July August September October November December",
}
EVERY_MONTH = [
    (language, number, name) for language, names in MONTHS.items() for number, name in enumerate(names.split(), start=1)
]
# 13:32 in London is 14:32 in Skopje.
AFTERNOON = dt.datetime(2026, 11, 23, 13, 32, tzinfo=dt.UTC)


@pytest.mark.parametrize(("language", "number", "name"), EVERY_MONTH)
def test_date_names_the_month_as_the_language_writes_it(language, number, name):
    with translation.override(language):
        assert show_date(dt.date(2026, number, 8)) == f"8 {name} 2026"


@pytest.mark.parametrize(
    ("language", "short", "moment", "with_zone"),
    [
        ("mk", "23.11.2026", "23.11.2026 во 14:32", "23.11.2026 во 14:32 (CET)"),
        ("sq", "23.11.2026", "23.11.2026 në 14:32", "23.11.2026 në 14:32 (CET)"),
        ("en", "23 Nov 2026", "23 Nov 2026 at 14:32", "23 Nov 2026 at 14:32 (CET)"),
    ],
)
def test_moment_is_written_as_the_language_writes_it(language, short, moment, with_zone):
    with translation.override(language):
        assert show_short_date(AFTERNOON) == short
        assert show_time(AFTERNOON) == "14:32"
        assert show_moment(AFTERNOON) == moment
        assert show_moment(AFTERNOON, zone=True) == with_zone


def test_moment_follows_the_readers_time_zone_over_midnight():
    late = dt.datetime(2026, 3, 8, 23, 30, tzinfo=dt.UTC)

    with timezone.override(ZoneInfo("Europe/Skopje")):
        assert (show_date(late), show_time(late)) == ("9 март 2026", "00:30")
    with timezone.override(ZoneInfo("UTC")):
        assert (show_date(late), show_time(late)) == ("8 март 2026", "23:30")


def test_the_hour_that_comes_twice_is_told_apart_by_its_zone():
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    second = first + dt.timedelta(hours=1)

    assert show_time(first, zone=True) == "02:30 (CEST)"
    assert show_time(second, zone=True) == "02:30 (CET)"


def test_moment_without_a_zone_is_refused():
    naive = AFTERNOON.replace(tzinfo=None)

    with pytest.raises(ValueError, match="naive"):
        show_moment(naive)


def test_time_of_day_alone_is_shown_as_it_is():
    assert show_time(dt.time(7, 5)) == "07:05"


def test_filters_show_the_same_in_a_template():
    template = Template("{% load dates %}{{ at|date_words }}|{{ at|date_short }}|{{ at|clock }}|{{ at|moment }}")

    assert template.render(Context({"at": AFTERNOON})) == "23 ноември 2026|23.11.2026|14:32|23.11.2026 во 14:32"


def test_filters_of_nothing_show_nothing():
    template = Template("{% load dates %}{{ at|date_words }}{{ at|date_short }}{{ at|clock }}{{ at|moment }}")

    assert template.render(Context({"at": None})) == ""


def test_midnight_is_a_time_and_not_nothing():
    template = Template("{% load dates %}{{ at|clock }}")

    assert template.render(Context({"at": dt.time(0, 0)})) == "00:00"
