import pytest
from django.conf import settings

from jadro.base.management.commands.check_messages import mixed
from jadro.base.text import mixed_words

SUFFIXES = {".css", ".html", ".js", ".md", ".po", ".py", ".svg", ".toml", ".tsv", ".txt", ".yaml", ".yml"}
FOLDERS = ("site", "learning", "resources", "templates", "static", "tests", "bench", "docs")
# These show what a mixed word is.
ON_PURPOSE = {
    settings.ROOT / "tests" / "base" / name
    for name in ("test_text.py", "test_check_messages.py", "test_folding.py", "folding_cases.tsv")
}


def our_texts():
    places = [settings.ROOT.glob("*.*"), *((settings.ROOT / folder).glob("**/*.*") for folder in FOLDERS)]
    return sorted(path for place in places for path in place if path.suffix in SUFFIXES and path not in ON_PURPOSE)


@pytest.mark.long
def test_no_word_of_ours_mixes_alphabets():
    paths = our_texts()

    assert len(paths) > 100
    assert list(mixed(paths, settings.ROOT)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("демoкратизацијата", ["демoкратизацијата"]),
        ("пoдoбрат и jазик", ["пoдoбрат", "jазик"]),
        ("Аvokimi", ["Аvokimi"]),
        ("Г\u0301орче", []),
        ("ЈАДРО и JADRO", []),
        ("PDF-датотека, Excel 2016-та", []),
        ("č š ž ћ ђ", []),
        ("", []),
    ],
)
def test_mixed_words_are_those_with_letters_of_both_alphabets(text, found):
    assert mixed_words(text) == found
