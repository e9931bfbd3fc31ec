"""Names of time zones in the reader's language: of cities from the Unicode tables (CLDR), which Babel carries."""

from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from babel.localedata import locale_identifiers
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from jadro.accounts.choices import time_zones
from jadro.base.alphabet import sort_key
from jadro.base.language import reading_order

# The first parts of the names of zones. Europe first, because nearly all members live there.
REGIONS: Mapping[str, str | Promise] = {
    "Europe": pgettext_lazy("part of the world", "Europe"),
    "Africa": pgettext_lazy("part of the world", "Africa"),
    "America": pgettext_lazy("part of the world", "America"),
    "Antarctica": pgettext_lazy("part of the world", "Antarctica"),
    "Arctic": pgettext_lazy("part of the world", "Arctic"),
    "Asia": pgettext_lazy("part of the world", "Asia"),
    "Atlantic": pgettext_lazy("part of the world", "Atlantic Ocean"),
    "Australia": pgettext_lazy("part of the world", "Australia"),
    "Indian": pgettext_lazy("part of the world", "Indian Ocean"),
    "Pacific": pgettext_lazy("part of the world", "Pacific Ocean"),
}

Zones = list[tuple[str, str]]


def zones_by_region(chosen: str) -> list[tuple[str, Zones]]:
    """Zones to choose from, under the name of their region and in the order of the reader's alphabet. Of several names
    of one zone, such as Europe/Belfast and Europe/London, that of the tables is offered, and the one chosen before."""
    other_names = get_global("zone_aliases").keys() - {chosen}
    offered = {
        region: [(name, city) for name, city in zones if name not in other_names]
        for region, zones in _zones(get_language()).items()
    }
    return [(str(REGIONS.get(region, region)), zones) for region, zones in offered.items() if zones]


@cache
def _zones(language: str) -> dict[str, Zones]:
    """By region; read once, as the tables are large."""
    regions: dict[str, Zones] = {region: [] for region in REGIONS}
    locale = _locale(language)
    for name in time_zones():
        region, _separator, _place = name.partition("/")
        regions.setdefault(region, []).append((name, get_timezone_location(name, locale=locale, return_city=True)))
    for zones in regions.values():
        zones.sort(key=lambda zone: sort_key(zone[1], language))
    return regions


def _locale(language: str) -> Locale:
    """The nearest that the tables know."""
    found = Locale.negotiate(reading_order(language), locale_identifiers(), sep="-")
    return found or Locale("en")
