"""The sentences of a certificate, made of what is frozen in it. Page, list and paper say the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext, pgettext

from jadro.base.language import reading_order


@dataclass(frozen=True)
class Title:
    """Of a course, and the language it is in."""

    text: str
    language: str


def nearest_title(titles: Mapping[str, str]) -> Title:
    """In the active language, else in the one nearest to its reader."""
    language = next((code for code in reading_order() if code in titles), next(iter(titles)))
    return Title(titles[language], language)


def rule(name: str, numbers: Mapping[str, int], outline_number: int) -> str:
    """By what the course was finished. Names of rules are kept for good: they stand in certificates."""
    required, optional = numbers["required"], numbers["optional"]
    sentences = {
        "all-required": ngettext(
            "The %(count)s required activity of the course was done (outline %(number)s).",
            "All %(count)s required activities of the course were done (outline %(number)s).",
            required,
        ),
        "with-optional": ngettext(
            "The required activities and %(optional)s of the optional ones were done (outline %(number)s).",
            "The required activities and %(optional)s of the optional ones were done (outline %(number)s).",
            optional,
        ),
    }
    return sentences[name] % {"count": required, "optional": optional, "number": outline_number}


def hours(half_hours: int) -> str:
    """As in “2 hours” or “2.5 hours”; empty when nobody said how long the course takes."""
    if half_hours == 0:
        return ""
    if half_hours == 1:
        return gettext("half an hour")
    whole, half = divmod(half_hours, 2)
    if half:
        return pgettext("a number with a half", "%(number)s hours") % {"number": number_format(half_hours / 2, 1)}
    return ngettext("%(number)s hour", "%(number)s hours", whole) % {"number": whole}
