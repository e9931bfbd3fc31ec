import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings as project_settings
from django.core.management import CommandError, call_command

from jadro.base.management.commands.check_messages import lost_placeholders, mixed, stale, unfinished

HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
needs_gettext = pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU gettext is not on this machine")


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    words = polib.POFile()
    words.metadata = HEADER
    words.extend(entries)
    return words


def entry(msgid: str, msgstr: str = "", plural: list[str] | None = None, **more) -> polib.POEntry:
    if plural:
        more |= {"msgid_plural": plural[0], "msgstr_plural": dict(enumerate(plural[1:]))}
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


def saved(folder: Path, *entries: polib.POEntry) -> Path:
    place = folder / "mk" / "LC_MESSAGES"
    place.mkdir(parents=True)
    catalogue(*entries).save(str(place / "django.po"))
    return folder


def test_translated_message_is_finished():
    assert list(unfinished(catalogue(entry("Save", "Зачувај")), "mk")) == []


def test_empty_and_guessed_messages_are_unfinished():
    words = catalogue(entry("Save"), entry("Send", "Зачувај", flags=["fuzzy"]), entry("Old", obsolete=True))

    assert list(unfinished(words, "mk")) == ["mk: 'Save' is not translated", "mk: 'Send' is only guessed (fuzzy)"]


def test_plural_with_one_form_missing_is_unfinished():
    words = catalogue(entry("%(n)s day", plural=["%(n)s days", "%(n)s ден", ""]))

    assert list(unfinished(words, "mk")) == ["mk: '%(n)s day' is not translated"]


@pytest.mark.parametrize(
    "good",
    [
        entry("Hello %(name)s", "Здраво %(name)s"),
        entry("{count} of {total}", "{count} од {total}"),
        entry("%(n)s day", plural=["%(n)s days", "%(n)s ден", "%(n)s дена"]),
        entry("100% free", "100% бесплатно"),
    ],
)
def test_translation_with_the_same_placeholders_passes(good):
    assert list(lost_placeholders(catalogue(good), "mk")) == []


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        (entry("Hello %(name)s", "Здраво"), "%(name)s"),
        (entry("Hello %(name)s", "Здраво %(ime)s"), "%(ime)s, %(name)s"),
        (entry("{count} of {total}", "{count}"), "{total}"),
        (entry("Room %d", "Соба"), "%d"),
        # In Macedonian the first form serves 21 too, so it may not say "one".
        (entry("One day", plural=["%(n)s days", "Еден ден", "%(n)s дена"]), "%(n)s"),
    ],
)
def test_translation_that_drops_or_invents_a_placeholder_is_named(wrong, name):
    (found,) = lost_placeholders(catalogue(wrong), "mk")

    assert found == f"mk: the translation of {wrong.msgid!r} and the message differ in {name}"


def test_catalogue_is_stale_when_the_source_has_other_words(tmp_path):
    ours = saved(tmp_path / "ours", entry("Save", "Зачувај"), entry("Gone", "Нема"))
    fresh = saved(tmp_path / "fresh", entry("Save"), entry("New"), entry("Save", msgctxt="button"))

    found = list(stale(ours, "mk", fresh))

    assert [line.split(" in ")[0] for line in found] == ["mk: 'Save' is", "mk: 'New' is", "mk: 'Gone' is"]


def test_mixed_word_is_named_with_its_place(tmp_path):
    text = tmp_path / "a.po"
    text.write_text('msgstr "Прв\\nвтор"\nmsgstr "зачувaно"\n', encoding="utf-8")

    assert list(mixed([text], tmp_path)) == ["a.po:2: зачувaно mixes Latin and Cyrillic letters"]


@pytest.mark.long
@needs_gettext
def test_makemessages_leaves_a_current_catalogue_as_it_is(tmp_path, settings, monkeypatch):
    settings.LOCALE_PATHS = [shutil.copytree(project_settings.LOCALE_PATHS[0], tmp_path / "locale")]
    monkeypatch.chdir(settings.ROOT)
    path = tmp_path / "locale" / "mk" / "LC_MESSAGES" / "django.po"

    call_command("makemessages", verbosity=0)
    once = path.read_bytes()
    call_command("makemessages", verbosity=0)

    assert path.read_bytes() == once
    assert b"POT-Creation-Date" not in once


@pytest.mark.long
@needs_gettext
def test_makemessages_keeps_words_that_mend_those_of_others(tmp_path, settings, monkeypatch):
    settings.LOCALE_PATHS = [shutil.copytree(project_settings.LOCALE_PATHS[0], tmp_path / "locale")]
    monkeypatch.chdir(settings.ROOT)

    call_command("makemessages", verbosity=0)

    words = polib.pofile(str(tmp_path / "locale" / "mk" / "LC_MESSAGES" / "django.po"))
    assert words.find("March", msgctxt="alt. month").msgstr == "март"


@pytest.mark.long
@needs_gettext
def test_makemessages_begins_a_catalogue_for_a_new_language(tmp_path, settings, monkeypatch):
    settings.LOCALE_PATHS = [shutil.copytree(project_settings.LOCALE_PATHS[0], tmp_path / "locale")]
    monkeypatch.chdir(settings.ROOT)

    call_command("makemessages", locale=["tr"], verbosity=0)

    words = polib.pofile(str(tmp_path / "locale" / "tr" / "LC_MESSAGES" / "django.po"))
    assert words.find("March", msgctxt="alt. month").msgstr == ""
    assert words.metadata["Plural-Forms"] == "nplurals=2; plural=(n > 1);"


def test_makemessages_outside_the_top_folder_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(CommandError, match=r"top folder|install it"):
        call_command("makemessages", verbosity=0)
