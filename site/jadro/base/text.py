"""What is true of text in any language: which alphabet a word is written in."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def _alphabet(letter: str) -> str:
    """LATIN, CYRILLIC and so on; empty for a letter without a name."""
    return unicodedata.name(letter, "").partition(" ")[0]


def mixed_words(text: str) -> list[str]:
    """Words that mix Latin and Cyrillic letters, in the order of the text.

    Mostly a letter typed on the wrong keyboard: it looks right, and then search and a screen reader fail on it.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    return [word for word in words if {"LATIN", "CYRILLIC"} <= {_alphabet(letter) for letter in word}]
