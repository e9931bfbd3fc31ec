"""The order of letters in each language. Sorting is not searching: what is folded for search is not used here.

A language names its letters in `ALPHABET` of its `formats.py`, parted by spaces, a digraph as one letter. Without one
the order is that of the base letters A to Z, marks deciding only between words that are equal otherwise.
"""

import unicodedata
from functools import cache

from django.conf import settings
from django.utils.formats import get_format_modules
from django.utils.translation import get_language

SortKey = tuple[tuple[tuple[int, int], ...], str, str]

# What a place in a key begins with: signs and spaces before digits, digits before letters, foreign letters last.
_SIGN, _DIGIT, _LETTER, _FOREIGN = range(4)


@cache
def _letters(language: str) -> dict[str, int]:
    """The letters of a language and their places; empty when its formats name none."""
    for module in get_format_modules(language):
        alphabet = getattr(module, "ALPHABET", "")
        if alphabet:
            return {letter: place for place, letter in enumerate(alphabet.split())}
    return {}


def _split(word: str, letters: dict[str, int]) -> list[str]:
    """Cuts a folded word into letters, the longest first, so that `gj` is one letter where the alphabet has it."""
    longest = max((len(letter) for letter in letters), default=1)
    parts = []
    start = 0
    while start < len(word):
        size = next((n for n in range(longest, 1, -1) if word[start : start + n] in letters), 1)
        parts.append(word[start : start + size])
        start += size
    return parts


def _place(part: str, letters: dict[str, int]) -> tuple[int, int]:
    base = unicodedata.normalize("NFD", part)[0]
    for form in (part, base):
        if form in letters:
            return _LETTER, letters[form]
    if part.isdigit():
        return _DIGIT, int(unicodedata.digit(part, 0))
    if base.isalpha():
        return (_FOREIGN if letters else _LETTER), ord(base)
    return _SIGN, ord(base)


def sort_key(text: str, language: str | None = None) -> SortKey:
    """A key for `sorted`: the alphabet of `language` first, then marks (e before è), then small before capital.

    Keys of different languages must not be compared with each other.
    """
    letters = _letters(language or get_language() or settings.LANGUAGE_CODE)
    plain = unicodedata.normalize("NFC", text.strip()).casefold()
    places = tuple(_place(part, letters) for part in _split(plain, letters))
    return places, plain, text.swapcase()


def initial(text: str, language: str | None = None) -> str:
    """The letter under which a list files `text`, written as a capital: "Gj" for "gjuha" in Albanian."""
    letters = _letters(language or get_language() or settings.LANGUAGE_CODE)
    plain = unicodedata.normalize("NFC", text.strip()).casefold()
    first = next((part for part in _split(plain, letters) if part[0].isalnum()), "")
    return first[:1].upper() + first[1:]
