"""What the site draws itself: the mark, rings, dots, icons and art, all as inline SVG.

Every tag returns markup made here from numbers and class names; colours and sizes belong to the style sheet (the
content security policy forbids style attributes). Angles are clockwise degrees from the top.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

from django import template
from django.contrib.staticfiles import finders
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, pgettext_lazy

register = template.Library()

Option = TypeVar("Option")


# --- Geometry ------------------------------------------------------------------------------------------------------


def point(x: float, y: float, radius: float, angle: float) -> tuple[float, float]:
    turn = math.radians(angle)
    return x + radius * math.sin(turn), y - radius * math.cos(turn)


def arc(x: float, y: float, radius: float, start: float, end: float, digits: int = 0) -> str:
    """Path data of a clockwise arc around (x, y)."""
    numbers = (*point(x, y, radius, start), radius, radius, *point(x, y, radius, end))
    x0, y0, rx, ry, x1, y1 = (f"{number:.{digits}f}" for number in numbers)
    large = int(end - start > 180)
    return f"M{x0} {y0}A{rx} {ry} 0 {large} 1 {x1} {y1}"


# --- The mark ------------------------------------------------------------------------------------------------------


@register.simple_tag
@lru_cache(maxsize=1)
def mark() -> SafeString:
    """Eight segments (the eight regions) around one core; one stands further out: open, still arriving."""
    arriving = 1
    segments = format_html_join(
        "",
        '<path class="seg{}" stroke-width="13" d="{}"/>',
        (
            (
                " out" if segment == arriving else "",
                arc(50, 50, 45 if segment == arriving else 36, segment * 45 - 18.5, segment * 45 + 18.5, 1),
            )
            for segment in range(8)
        ),
    )
    return format_html(
        '<svg class="mark" viewBox="-3 -3 106 106" aria-hidden="true">{}'
        '<circle class="nuc" cx="50" cy="50" r="16"/></svg>',
        segments,
    )


# --- Rings: the mark as a measure ----------------------------------------------------------------------------------

# d done, w with the mentor, n new or returned, h here, . not yet
STATES = frozenset("dwnh.")
SIZES = frozenset({"s", "m", "l", "xl"})


@register.simple_tag
def ring(states: Iterable[str], label: str, size: str = "m", full: bool | None = None) -> SafeString:
    """One segment for each activity, in order. Over 24 activities the caller passes one state for each module.

    `label` is the sentence that stands beside the ring. `full` says whether the course is completed: then the core is
    filled and new segments lie outside; by default it is when every state is d. `size` is s, m, l or xl.
    """
    return _ring("".join(states), str(label), size, full)


@lru_cache(maxsize=2048)
def _ring(states: str, label: str, size: str, full: bool | None) -> SafeString:
    if not STATES.issuperset(states) or size not in SIZES:
        raise ValueError(f"A ring has states of {''.join(sorted(STATES))} and a size of {', '.join(sorted(SIZES))}.")
    step = 360 / max(len(states), 1)
    gap = min(9, step * 0.22)
    segments = format_html_join(
        "",
        '<path class="s {}" stroke-width="11" d="{}"/>',
        (
            (
                state if state != "." else "todo",
                arc(
                    50, 50, 50 if full and state == "n" else 40, place * step + gap / 2, (place + 1) * step - gap / 2, 1
                ),
            )
            for place, state in enumerate(states or ".")
        ),
    )
    filled = bool(states) and set(states) == {"d"} if full is None else full
    return format_html(
        '<svg class="ring ring-{}" viewBox="-7 -7 114 114" role="img" aria-label="{}">{}'
        '<circle class="c{}" cx="50" cy="50" r="17"/></svg>',
        size,
        label,
        segments,
        " d" if filled else "",
    )


@register.simple_tag
def prog(states: Iterable[str], label: str = "") -> SafeString:
    """The ring laid flat, for narrow places. Without a label it is decoration beside a sentence that says the same."""
    parts = format_html_join("", '<i class="{}"></i>', ((state if state != "." else "todo",) for state in states))
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<span class="prog" {}>{}</span>', spoken, parts)


# --- Dots: the state of one activity -------------------------------------------------------------------------------

DOTS = {
    "done": '<circle class="o" cx="10" cy="10" r="9"/><path class="v" d="M5.8 10.4l2.9 2.9 5.6-6.2"/>',
    "now": '<circle class="o" cx="10" cy="10" r="7.5"/><circle class="n" cx="10" cy="10" r="3.6"/>',
    "todo": '<circle class="o" cx="10" cy="10" r="8"/>',
    "wait": '<circle class="o" cx="10" cy="10" r="8"/><path class="v" d="M10 5.8V10l2.8 2"/>',
    "new": '<circle class="o" cx="10" cy="10" r="8"/><path class="v" d="M10 6v8M6 10h8"/>',
    "bad": '<circle class="o" cx="10" cy="10" r="8"/><path class="v" d="M6.8 6.8l6.4 6.4M13.2 6.8l-6.4 6.4"/>',
}
DOT_LABELS = {
    "done": pgettext_lazy("state of an activity", "done"),
    "now": pgettext_lazy("state of an activity", "you are here"),
    "todo": pgettext_lazy("state of an activity", "not started"),
    "wait": pgettext_lazy("state of an activity", "with the mentor"),
    "new": pgettext_lazy("state of an activity", "new"),
    "bad": pgettext_lazy("state of an activity", "wrong"),
}


@register.simple_tag
def dot(state: str, label: str = "") -> SafeString:
    """The mark of a state; `label` says it in other words than the usual ones."""
    return format_html(
        '<svg class="dot {}" viewBox="0 0 20 20" role="img" aria-label="{}">{}</svg>',
        state,
        label or DOT_LABELS[state],
        mark_safe(DOTS[state]),  # noqa: S308  our own, above
    )


# --- Icons ---------------------------------------------------------------------------------------------------------

ICONS = {
    "away": "M2.5 8.5a11 11 0 0 1 15 0M5.5 11.5a7 7 0 0 1 9 0M10 15.2v.6M3 3l14 14",
    "both": "M3 4h6v12H3zM11 4h6v12h-6z",
    "check": "M3 10.5l4.5 4.5L17 5.5",
    "device": "M3 4h14v9H3zM10 13v3.5M6.5 16.5h7",
    "doc": "M5 3h7l3 3v11H5zM12 3v3h3M8 10h4M8 13h4",
    "down": "M10 3v10M6 9.5l4 4 4-4M4 17h12",
    "ear": "M4 13v-3a6 6 0 0 1 12 0v3M4 12h2.5v5H4zM13.5 12H16v5h-2.5z",
    "eye": "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
    "find": "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4.5 4.5",
    "flag": "M5 17V3h10l-2 3.5 2 3.5H5",
    "globe": (
        "M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4zM3 10h14"
        "M10 2.8c2.2 2 3.2 4.4 3.2 7.2s-1 5.2-3.2 7.2c-2.2-2-3.2-4.4-3.2-7.2s1-5.2 3.2-7.2z"
    ),
    "group": (
        "M7 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2.5 16c0-3 2-4.5 4.5-4.5s4.5 1.5 4.5 4.5"
        "M13 9a2 2 0 1 0-.5-4M13.5 11.6c2.4 0 4 1.4 4 4.4"
    ),
    "info": "M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4zM10 9.2v4.6M10 6v.5",
    "lock": "M5 9.5h10v7H5zM7 9.5V7a3 3 0 0 1 6 0v2.5",
    "menu": "M3 5.5h14M3 10h14M3 14.5h14",
    "moon": "M16.5 12.4A7 7 0 1 1 7.6 3.5a5.6 5.6 0 0 0 8.9 8.9z",
    "next": "M3 10h13M11 5l5 5-5 5",
    "out": "M12 3.5H4v13h8M8 10h9M13.5 6.5L17 10l-3.5 3.5",
    "pen": "M4 16l1-4 8-8 3 3-8 8zM11.5 5.5l3 3",
    "play": "M6 4v12l10-6z",
    "prev": "M17 10H4M9 5l-5 5 5 5",
    "print": "M6 7V3h8v4M6 14H3.5V7h13v7H14M6 12h8v5H6z",
    "stop": "M10 3l8 14H2zM10 8v4M10 14.2v.6",
    "sun": (
        "M10 6.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8zM10 1.8V4M10 16v2.2M1.8 10H4M16 10h2.2"
        "M4.2 4.2l1.6 1.6M14.2 14.2l1.6 1.6M4.2 15.8l1.6-1.6M14.2 5.8l1.6-1.6"
    ),
    "swap": "M3 7h12M11.5 3.5L15 7l-3.5 3.5M17 13H5M8.5 9.5L5 13l3.5 3.5",
    "talk": "M3 4h14v10H9l-4 3v-3H3z",
    "time": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4l3 2",
    "user": "M10 10a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6zM3.5 17c0-3.4 2.8-5 6.5-5s6.5 1.6 6.5 5",
    "x": "M5 5l10 10M15 5L5 15",
}


@register.simple_tag
@lru_cache(maxsize=len(ICONS))
def icon(name: str) -> SafeString:
    """Decoration: a word or an aria-label always stands beside it."""
    return format_html('<svg class="i" viewBox="0 0 20 20" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


# --- Art: covers drawn from data -----------------------------------------------------------------------------------

# a is core, b is bloom, k is ink; the rings of a cover choose among these in turn, from the outside in.
INKS = ("aakb", "bbak", "aakb")
GROUNDS = frozenset({"core-soft", "bloom-soft", "sunk", "band"})


def choices(seed: str) -> Iterator[int]:
    """Bytes that depend on the seed alone: the same cover on every machine, in every process, for good."""
    return iter(hashlib.shake_256(seed.encode()).digest(256))


def pick(options: Sequence[Option], source: Iterator[int]) -> Option:
    return options[next(source) % len(options)]


@register.simple_tag
def art(seed: object, modules: int, variant: str = "core-soft") -> SafeString:
    """A cover: three rings with about one segment for each module. `variant` is the ground it is printed on."""
    # More than a dozen segments turn into a grating; 256 bytes of choices are enough for these.
    return _art(str(seed), min(max(modules, 3), 12), variant)


@lru_cache(maxsize=512)
def _art(seed: str, modules: int, variant: str) -> SafeString:
    if variant not in GROUNDS:
        raise ValueError(f"{variant} is not a ground for art: {', '.join(sorted(GROUNDS))}.")
    width, height = 320, 200
    source = choices(seed)
    x, y = pick([(230, 124), (96, 110), (198, 76)], source)
    paths = []
    for level, (radius, thick) in enumerate([(184, 52), (120, 40), (66, 26)]):
        count = modules + level * pick([0, 1, 2], source)
        step = 360 / count
        left_out = pick(range(count), source)
        for segment in range(count):
            if segment == left_out:
                continue
            pushed_out = 18 if segment == (left_out + 1) % count else 0
            start, end = segment * step + 2.2 + level * 11, (segment + 1) * step - 2.2 + level * 11
            paths.append((pick(INKS[level], source), thick, arc(x, y, radius + pushed_out, start, end)))
    return format_html(
        '<svg class="art art-{}" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice" aria-hidden="true">'
        '<rect class="bg" width="{}" height="{}"/>'
        '<g class="g">{}<circle class="{} m" cx="{}" cy="{}" r="30"/></g></svg>',
        variant,
        width,
        height,
        width,
        height,
        printed(paths),
        pick(["fa", "fb", "fk"], source),
        x,
        y,
    )


def printed(paths: Iterable[tuple[str, int, str]]) -> SafeString:
    return format_html_join("", '<path class="{} m" stroke-width="{}" d="{}"/>', paths)


@register.simple_tag
@lru_cache(maxsize=1)
def hero() -> SafeString:
    """The front page's picture: the mark, large, as two printings that overlap."""
    x, y = 250, 262
    arriving = 1
    paths = [
        ("a", 74, arc(x, y, 150, segment * 45 - 19.5, segment * 45 + 19.5))
        for segment in range(8)
        if segment != arriving
    ]
    paths.append(("b", 74, arc(x + 18, y - 18, 178, 25.5, 64.5)))
    for colour, thick, segments in (("b", 34, (2, 3, 5, 6)), ("k", 10, (0, 4, 7))):
        paths += [(colour, thick, arc(x, y, 222, segment * 45 - 20.6, segment * 45 + 20.6)) for segment in segments]
    return format_html(
        '<svg class="art" viewBox="0 0 500 520" aria-hidden="true"><g class="g">{}'
        '<circle class="fb m" cx="250" cy="262" r="58"/><circle class="fa m" cx="266" cy="250" r="58"/></g></svg>',
        printed(paths),
    )


# --- Letters -------------------------------------------------------------------------------------------------------


@register.simple_tag
def font_files() -> list[str]:
    """Static paths of the font files the page's language needs at once; empty where set-up could not cut them."""
    return _font_files(get_language() or "")


@lru_cache
def _font_files(language: str) -> list[str]:
    files = ["fonts/bitter-cyrillic.woff2"] if is_cyrillic(language) else []
    return [path for path in [*files, "fonts/bitter-latin.woff2"] if finders.find(path)]


def is_cyrillic(language: str) -> bool:
    """Whether a language is written in Cyrillic, told from its own name for itself."""
    try:
        name = get_language_info(language)["name_local"]
    except KeyError:
        return False
    return any("\u0400" <= letter <= "\u04ff" for letter in name)
