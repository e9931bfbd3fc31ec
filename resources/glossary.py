"""Explains words in place: finds the terms of the glossary in the HTML of a text and marks the first use of each."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import NamedTuple

from django.template.loader import render_to_string

# Inside of these words are somebody else's, lead somewhere, or head what follows; a form asks what words mean.
_LEFT_ALONE = re.compile(
    r"</?(a|aside|blockquote|button|caption|dl|fieldset|form|h[1-6]|label|script|style|summary|svg|th)[\s>]"
)
_TAG = re.compile(r"(<[^>]*>)")
_EXPLAINED = re.compile(r'<span class="explained" id="(term-\d+)" popover><b>(.*?)</b> (.*?)</span>', re.DOTALL)


class Term(NamedTuple):
    """A term as texts in one language use it: `forms` are all that mean it, the word itself among them."""

    key: int
    word: str
    forms: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Explained:
    """What a text explains, as it stands in the text: HTML, for the list beside it. `id` is the place in the text."""

    id: str
    word: str
    meaning: str


def pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """Matches these forms as whole words, in any letter case, longer ones first. A word joined by a hyphen is another
    word, and so is a part of `&amp;`."""
    longest_first = sorted({form for form in forms if form}, key=lambda form: (-len(form), form))
    spaced = (r"\s+".join(re.escape(escape(part)) for part in form.split()) for form in longest_first)
    return re.compile(rf"(?<![\w&-])(?:{'|'.join(spaced) or '(?!)'})(?![\w-])", re.IGNORECASE)


def explain(pieces: Sequence[str], terms: Sequence[Term], *, defined: Iterable[str] = ()) -> list[str]:
    """The pieces of one text with the first use of each term explained, over all pieces together.

    What the text defines by itself is not explained again: a term with a form among `defined` is left alone.
    """
    own = {word.casefold() for word in defined}
    by_form: dict[str, Term] = {}
    for term in terms:
        forms = [form.casefold() for form in term.forms]
        if own.isdisjoint(forms):
            for form in forms:
                by_form.setdefault(form, term)
    if not by_form:
        return list(pieces)
    finds = pattern(by_form)
    done: set[int] = set()

    def mark(match: re.Match[str]) -> str:
        used = match.group()
        term = by_form.get(" ".join(unescape(used).casefold().split()))
        if term is None or term.key in done:
            return used
        done.add(term.key)
        return render_to_string("blocks/_term.html", {"used": unescape(used), "term": term}).strip()

    return [_outside(piece, lambda words: finds.sub(mark, words)) for piece in pieces]


def explained_in(text: str) -> list[Explained]:
    return [Explained(*found) for found in _EXPLAINED.findall(text)]


def _outside(html: str, change: Callable[[str], str]) -> str:
    """The HTML with its words changed, but for those inside of what is left alone."""
    within: list[str] = []
    parts = _TAG.split(html)
    for index, part in enumerate(parts):
        if index % 2 == 0:
            if part and not within:
                parts[index] = change(part)
            continue
        found = _LEFT_ALONE.match(part)
        if found is None:
            continue
        if not part.startswith("</"):
            within.append(found.group(1))
        elif found.group(1) in within:
            within.remove(found.group(1))
    return "".join(parts)
