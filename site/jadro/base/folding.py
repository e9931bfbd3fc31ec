"""Finds words however they are typed: Latin letters find Cyrillic ones and the other way round.

Every word has a precise key (`key_of`). Where the alphabets differ, the Latin side is read as what its writer may have
meant, and that pattern is fitted to the key of the other side. Nothing is stemmed and no letter is loosened within an
alphabet, so avokim (advocacy) and avokat (lawyer) stay two words.
"""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile("['’‘ʼ`´\u00ad]")
_TOKEN = re.compile(r"[^\W_]+", re.UNICODE)

_CYRILLIC = dict(zip("абвгдезијклмнопрстуфхц", "abvgdezijklmnoprstufhc", strict=True))
_CYRILLIC |= {
    "ѓ": "gj",
    "ж": "zh",
    "ѕ": "dz",
    "љ": "lj",
    "њ": "nj",
    "ќ": "kj",
    "ч": "ch",
    "џ": "dzh",
    "ш": "sh",
    "ѐ": "e",
    "ѝ": "i",
}
_MARKED_LATIN = {"ž": "zh", "š": "sh", "č": "ch", "đ": "gj", "ǵ": "gj", "ć": "kj", "ḱ": "kj", "ç": "ch", "ë": "e"}
# Letters that look alike, to mend words typed with both alphabets.
_LOOKS_LATIN = dict(zip("аеорсхјѕуіѐ", "aeopcxjsyiè", strict=True))
_LOOKS_CYRILLIC = {latin: cyrillic for cyrillic, latin in _LOOKS_LATIN.items()} | {"i": "и"}

# What a Latin letter or pair may stand for in a word that is Cyrillic elsewhere. A written mark or pair is binding; a
# plain letter may stand for the marked one.
_READINGS: dict[str, tuple[str, ...]] = {
    "dzh": ("dzh",),
    "dž": ("dzh",),
    "dj": ("dj", "dzh", "gj"),
    "dz": ("dz", "dzh"),
    "xh": ("dzh",),
    "zh": ("zh",),
    "sh": ("sh",),
    "ch": ("ch",),
    "gj": ("gj",),
    "kj": ("kj",),
    "lj": ("lj",),
    "nj": ("nj",),
    "z": ("z", "zh"),
    "s": ("s", "sh"),
    "c": ("c", "ch"),
    "g": ("g", "gj"),
    "k": ("k", "kj"),
    "l": ("l", "lj"),
    "n": ("n", "nj"),
    "x": ("dzh", "ks", "h"),
    "q": ("kj", "k"),
    "y": ("j", "i"),
    "w": ("v",),
    **{letter: (folded,) for letter, folded in _MARKED_LATIN.items()},
}
_LONGEST_READING = max(map(len, _READINGS))


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, composed, with words of two alphabets mended."""
    lowered = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text).lower())
    return [_mended(word) for word in _TOKEN.findall(unicodedata.normalize("NFC", lowered))]


def key_of(word: str) -> str:
    """The precise key of one word as `words_of` gives it: Cyrillic letters are mapped first, since stripping accents
    first would turn ѓ into г."""
    mapped = "".join(_CYRILLIC.get(letter, letter) for letter in word).replace("dž", "dzh")
    mapped = "".join(_MARKED_LATIN.get(letter, letter) for letter in mapped)
    return _without_marks(mapped)


def finds(query: str, text: str) -> bool:
    """Whether every word of what was typed is a word of the text, in any order."""
    asked, there = words_of(query), words_of(text)
    return bool(asked) and all(any(_is_same_word(word, other) for other in there) for word in asked)


def is_same(typed: str, text: str) -> bool:
    """Whether what was typed is this text, word for word."""
    asked, there = words_of(typed), words_of(text)
    return len(asked) == len(there) > 0 and all(map(_is_same_word, asked, there))


@lru_cache(maxsize=4096)
def _is_same_word(query: str, word: str) -> bool:
    if key_of(query) == key_of(word):
        return True
    match _is_cyrillic(query), _is_cyrillic(word):
        case False, False:
            return _without_marks(query) == _without_marks(word)
        case False, True:
            return bool(_pattern(query).fullmatch(key_of(word)))
        case True, False:
            return bool(_pattern(word).fullmatch(key_of(query)))
    return False


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    """What a Latin word may mean, over the keys of Cyrillic words."""
    pieces, position = [], 0
    while position < len(word):
        for length in range(_LONGEST_READING, 0, -1):
            readings = _READINGS.get(word[position : position + length])
            if readings and len(word[position : position + length]) == length:
                pieces.append(f"(?:{'|'.join(readings)})")
                position += length
                break
        else:
            pieces.append(re.escape(_without_marks(word[position])))
            position += 1
    return re.compile("".join(pieces))


def _is_cyrillic(word: str) -> bool:
    return any(_alphabet(letter) == "CYRILLIC" for letter in word)


@lru_cache(maxsize=4096)
def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _mended(word: str) -> str:
    """A word typed with letters of two alphabets in one of them, when all letters of the other only look different."""
    latin = {letter for letter in word if _alphabet(letter) == "LATIN"}
    cyrillic = {letter for letter in word if _alphabet(letter) == "CYRILLIC"}
    if not latin or not cyrillic:
        return word
    if latin <= _LOOKS_CYRILLIC.keys():
        return "".join(_LOOKS_CYRILLIC.get(letter, letter) for letter in word)
    if cyrillic <= _LOOKS_LATIN.keys():
        return "".join(_LOOKS_LATIN.get(letter, letter) for letter in word)
    return word


def _without_marks(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    # Folded again: some letters get capitals by being decomposed.
    return bare.casefold()
