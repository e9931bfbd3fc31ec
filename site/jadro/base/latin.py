"""Latin addresses from titles in any of the site's alphabets."""

import re
import unicodedata

# The official transliteration of Macedonian, the one used in passports (ж zh, ѓ gj, ќ kj ...).
CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ѓ": "gj", "е": "e", "ѐ": "e", "ж": "zh", "з": "z", "ѕ": "dz",
    "и": "i", "ѝ": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "ќ": "kj", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "џ": "dzh", "ш": "sh",
}  # fmt: skip


def latin(text: str) -> str:
    """The text in plain Latin letters: Macedonian transliterated first, then all marks stripped (ë to e, ç to c)."""
    # Composed first, else ѓ written as г and a mark would lose its mark and become г.
    letters = (CYRILLIC.get(letter, letter) for letter in unicodedata.normalize("NFC", text).lower())
    decomposed = unicodedata.normalize("NFKD", "".join(letters))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def slug_of(title: str, *, longest: int = 80) -> str:
    """A readable address: words of plain Latin letters and digits joined by hyphens, cut at a word's end."""
    slug = "-".join(re.findall(r"[a-z0-9]+", re.sub(r"['’‘ʼ`´]", "", latin(title))))
    if len(slug) > longest:
        slug = slug[: longest + 1].rsplit("-", 1)[0]
    return slug
