"""Drawings of answers as inline SVG: pure functions from rows to markup, with a sentence for whoever cannot see them.

Colours and lettering belong to the style sheet; no drawing holds anything that the table beside it does not.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from jadro.base.dates import show_short_date
from learning.toolkits.choices import Support


@dataclass(frozen=True)
class Stakeholder:
    """`number` is that of its row in the table, `influence` 1 to 5, `support` -2 to 2."""

    number: int
    role: str
    influence: int
    support: int

    def __str__(self) -> str:
        return _("%(number)s %(role)s: influence %(influence)s of 5, %(support)s") % {
            "number": self.number,
            "role": self.role,
            "influence": self.influence,
            "support": Support(self.support).label,
        }


INFLUENCES = {str(influence) for influence in range(1, 6)}
SUPPORTS = {str(support.value) for support in Support}


def stakeholders(rows: Sequence[dict[str, str]]) -> list[Stakeholder]:
    """Those that have a place on the map; a row without influence or support has none yet, nor one that was written
    while the columns took something else."""
    return [
        Stakeholder(number, row.get("role", ""), int(row["influence"]), int(row["support"]))
        for number, row in enumerate(rows, start=1)
        if row.get("influence") in INFLUENCES and row.get("support") in SUPPORTS
    ]


# In units of the drawing: the field, one column for each support and one row for each influence, and its margins.
COLUMN, ROW, LEFT, TOP = 118, 76, 34, 8
WIDTH, HEIGHT = 5 * COLUMN, 5 * ROW
DOT = 14
# Dots of one place stand under each other, three in a column.
STACKED, STEP_DOWN, STEP_ASIDE = 3, 25, 34
LABEL_LENGTH, SHORT_LABEL = 21, 11
# Points that every typeface has.
CUT = "..."


def _place(each: Stakeholder) -> tuple[float, float]:
    return LEFT + (each.support + 2.5) * COLUMN, TOP + (5.5 - each.influence) * ROW


def power_map(rows: Sequence[dict[str, str]]) -> SafeString:
    """Stakeholders by support, from against to for, and influence, from below to above. Empty without any."""
    found = stakeholders(rows)
    if not found:
        return SafeString("")
    middle_x, middle_y = LEFT + WIDTH / 2, TOP + HEIGHT / 2
    quarters = format_html(
        '<rect class="win" x="{0}" y="{1}" width="{2}" height="{3}"/>'
        '<rect class="with" x="{4}" y="{1}" width="{2}" height="{3}"/>'
        '<rect class="rest" x="{0}" y="{5}" width="{6}" height="{3}"/>',
        LEFT, TOP, WIDTH / 2, HEIGHT / 2, middle_x, middle_y, WIDTH,
    )  # fmt: skip
    grid = format_html_join(
        "",
        '<path class="{}" d="{}"/>',
        [
            *(
                ("axis" if step == 2 else "line", f"M{LEFT + (step + 0.5) * COLUMN} {TOP}v{HEIGHT}")
                for step in range(5)
            ),
            *(("axis" if step == 2 else "line", f"M{LEFT} {TOP + (step + 0.5) * ROW}h{WIDTH}") for step in range(5)),
        ],
    )
    return format_html(
        '<svg class="drawn power" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        LEFT + WIDTH + 6,
        TOP + HEIGHT + 26,
        _("Power map. %(stakeholders)s") % {"stakeholders": "; ".join(map(str, found))},
        quarters,
        grid,
        _words_of_map(),
        _dots(found),
    )


def _words_of_map() -> SafeString:
    right, bottom = LEFT + WIDTH, TOP + HEIGHT
    return format_html_join(
        "",
        '<text class="{}" x="{}" y="{}"{}>{}</text>',
        [
            ("quarter", LEFT + 10, TOP + 18, "", _("Win them over")),
            ("quarter end", right - 10, TOP + 18, "", _("Go together")),
            ("quarter", LEFT + 10, bottom - 8, "", _("Watch them")),
            ("quarter end", right - 10, bottom - 8, "", _("Keep them informed")),
            ("scale", LEFT, bottom + 20, "", Support.AGAINST.label),
            ("scale middle", LEFT + WIDTH / 2, bottom + 20, "", _("Support")),
            ("scale end", right, bottom + 20, "", Support.FOR.label),
            (
                "scale middle",
                0,
                0,
                format_html(' transform="translate(20 {}) rotate(-90)"', TOP + HEIGHT / 2),
                _("Influence"),
            ),
        ],
    )


def _dots(found: list[Stakeholder]) -> SafeString:
    places: dict[tuple[float, float], list[Stakeholder]] = defaultdict(list)
    for each in found:
        places[_place(each)].append(each)
    drawn = []
    for (x, y), here in places.items():
        high = min(len(here), STACKED)
        for place, each in enumerate(here):
            across, down = divmod(place, STACKED)
            at_x = x + STEP_ASIDE * across
            at_y = y + STEP_DOWN * (down - (high - 1) / 2)
            is_last = each.support == max(Support)
            kind = "for" if each.support > 0 else "against" if each.support < 0 else "undecided"
            # To the next dot, where there is one beside it.
            beside = (x - COLUMN if is_last else x + COLUMN, y)
            length = SHORT_LABEL if beside in places else LABEL_LENGTH
            label = Truncator(each.role).chars(length, truncate=CUT) if len(here) <= STACKED else ""
            drawn.append(
                (
                    kind,
                    at_x,
                    at_y,
                    DOT,
                    at_x,
                    at_y + 4.5,
                    each.number,
                    "label end" if is_last else "label",
                    at_x + (-DOT - 5 if is_last else DOT + 5),
                    at_y - 4,
                    label,
                )
            )
    return format_html_join(
        "",
        '<g class="{}"><circle cx="{}" cy="{}" r="{}"/><text class="number middle" x="{}" y="{}">{}</text>'
        '<text class="{}" x="{}" y="{}">{}</text></g>',
        drawn,
    )


# --- Timeline --------------------------------------------------------------------------------------------------------

LINE_HEIGHT, FIRST_LINE = 34, 22
TIMELINE_WIDTH, DAYS_AT = 640, 96


def day_of(text: str) -> date | None:
    """None for what is no date, such as words from before the column took dates."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def timeline(days: Sequence[tuple[str, str]]) -> SafeString:
    """What happens when: pairs of an ISO date and words, drawn one under the other in the order of time, with the gaps
    between them told by their length. Empty without any date."""
    dated = sorted((day, words) for text, words in days if (day := day_of(text)) is not None)
    if not dated:
        return SafeString("")
    heights = [FIRST_LINE]
    for (before, _before), (after, _after) in pairwise(dated):
        # A month more is a little further down, so that a long wait is seen.
        heights.append(heights[-1] + LINE_HEIGHT + min((after - before).days // 30, 6) * 10)
    marks = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="6"/><text class="day end" x="{}" y="{}">{}</text><text x="{}" y="{}">{}</text>',
        (
            (
                DAYS_AT + 12,
                height,
                DAYS_AT,
                height + 5,
                show_short_date(day),
                DAYS_AT + 28,
                height + 5,
                Truncator(words).chars(64, truncate=CUT),
            )
            for (day, words), height in zip(dated, heights, strict=True)
        ),
    )
    return format_html(
        '<svg class="drawn days" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="axis" d="M{} {}V{}"/>{}</svg>',
        TIMELINE_WIDTH,
        heights[-1] + FIRST_LINE,
        _("Timeline. %(events)s") % {"events": "; ".join(f"{show_short_date(day)} {words}" for day, words in dated)},
        DAYS_AT + 12,
        heights[0],
        heights[-1],
        marks,
    )
