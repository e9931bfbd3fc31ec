"""Numbers and plurals, as the catalogues and formats of each language have them."""

import gettext
from pathlib import Path

import django
import polib
import pytest
from django.conf import settings as project_settings
from django.utils import translation
from django.utils.formats import get_format, number_format
from django.utils.translation import ngettext

CATALOGUES = {path.parts[-3]: path for path in Path(project_settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po")}
LESSONS = {
    "mk": "0 лекции, 1 лекција, 2 лекции, 11 лекции, 21 лекција, 101 лекција, 111 лекции, 121 лекција",
    "sq": "0 mësime, 1 mësim, 2 mësime, 11 mësime, 21 mësime, 101 mësime",
    "en": "0 lessons, 1 lesson, 2 lessons, 11 lessons, 21 lessons, 101 lessons",
}
EVERY_COUNT = [(language, words) for language, forms in LESSONS.items() for words in forms.split(", ")]


@pytest.fixture
def lessons_in_the_catalogues(tmp_path, settings):
    """Catalogues with the plural rules of ours and one message, read by Django as it reads ours."""
    for language, forms in {"mk": ["лекција", "лекции"], "sq": ["mësim", "mësime"]}.items():
        words = polib.POFile()
        words.metadata = polib.pofile(str(CATALOGUES[language])).metadata
        counted = {number: f"%(count)s {form}" for number, form in enumerate(forms)}
        words.append(polib.POEntry(msgid="%(count)s lesson", msgid_plural="%(count)s lessons", msgstr_plural=counted))
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        words.save_as_mofile(str(folder / "django.mo"))
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]


@pytest.mark.parametrize(("language", "words"), EVERY_COUNT)
def test_lessons_are_counted_in_the_right_form(language, words, lessons_in_the_catalogues):
    count = int(words.partition(" ")[0])

    with translation.override(language):
        assert ngettext("%(count)s lesson", "%(count)s lessons", count) % {"count": count} == words


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_our_plural_rule_is_the_one_django_has_for_the_language(language):
    """A catalogue with another rule would be kept apart by Django, and its forms counted by the wrong one."""
    folder = Path(django.__file__).parent / "conf" / "locale"

    djangos = gettext.translation("django", folder, [language]).info()["plural-forms"]
    ours = polib.pofile(str(CATALOGUES[language])).metadata["Plural-Forms"]

    assert ours.replace(" ", "") == djangos.replace(" ", "")


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [
        ("mk", 1234.5, "1.234,5"),
        ("sq", 1234.5, "1.234,5"),
        ("en", 1234.5, "1,234.5"),
        ("mk", 0.25, "0,25"),
        ("sq", 999, "999"),
        ("en", 1_000_000, "1,000,000"),
    ],
)
def test_numbers_are_written_with_the_signs_of_the_language(language, number, written):
    with translation.override(language):
        assert number_format(number, force_grouping=True) == written


@pytest.mark.parametrize("language", ["mk", "sq", "en"])
def test_week_begins_on_monday_and_the_clock_has_24_hours(language):
    assert get_format("FIRST_DAY_OF_WEEK", language) == 1
    assert get_format("TIME_FORMAT", language) == "H:i"
