import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test import override_settings

from jadro.base.management.commands import makemessages
from jadro.base.text import mixed_words

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z](?![a-z])|\{\w*\}")
# In a file "\n" stands before a letter of the word that follows.
_ESCAPE = re.compile(r"\\[a-z]")

TEXT_SUFFIXES = {".html", ".md", ".po", ".svg", ".tsv", ".txt", ".yaml", ".yml"}

Message = tuple[str | None, str, str]


def catalogue(folder: Path, language: str) -> polib.POFile:
    return polib.pofile(str(folder / language / "LC_MESSAGES" / "django.po"), wrapwidth=0)


def messages(entries: polib.POFile) -> set[Message]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries if not entry.obsolete}


def stale(folder: Path, language: str, fresh: Path) -> Iterator[str]:
    """What a run of makemessages, whose result is in `fresh`, would add to a catalogue or take out of it."""
    ours, theirs = messages(catalogue(folder, language)), messages(catalogue(fresh, language))
    for _context, text, _plural in sorted(theirs - ours, key=str):
        yield f"{language}: {text!r} is in the source and not in the catalogue: run python manage.py makemessages"
    for _context, text, _plural in sorted(ours - theirs, key=str):
        yield f"{language}: {text!r} is in the catalogue and no longer in the source: run python manage.py makemessages"


def unfinished(entries: polib.POFile, language: str) -> Iterator[str]:
    for entry in entries:
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"{language}: {entry.msgid!r} is only guessed (fuzzy)"
        elif not entry.translated():
            yield f"{language}: {entry.msgid!r} is not translated"


def lost_placeholders(entries: polib.POFile, language: str) -> Iterator[str]:
    """Translations that lost a value or ask for one that is not given.

    Every plural form must carry what the plural carries: in Macedonian the first form serves 1, 21 and 101.
    """
    for entry in entries:
        if entry.obsolete or not entry.translated():
            continue
        wanted = set(_PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            found = set(_PLACEHOLDER.findall(text))
            if found != wanted:
                names = ", ".join(sorted(found ^ wanted))
                yield f"{language}: the translation of {entry.msgid!r} and the message differ in {names}"


def mixed(paths: list[Path], root: Path) -> Iterator[str]:
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            for word in mixed_words(_ESCAPE.sub(" ", line)):
                yield f"{path.relative_to(root)}:{number}: {word} mixes Latin and Cyrillic letters"


class Command(BaseCommand):
    help = "Fails when a catalogue is out of date, unfinished or wrong, or a word mixes alphabets."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.LOCALE_PATHS[0])
        languages = sorted(path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/django.po"))
        found: list[str] = []

        if makemessages.is_available():
            with tempfile.TemporaryDirectory() as place:
                fresh = Path(shutil.copytree(folder, Path(place) / "locale"))
                with override_settings(LOCALE_PATHS=[fresh]):
                    call_command("makemessages", verbosity=0)
                for language in languages:
                    found.extend(stale(folder, language, fresh))
        else:
            self.stderr.write("Not compared with the source: install gettext (Debian: apt-get install gettext).")

        for language in languages:
            entries = catalogue(folder, language)
            # The messages are English, so their own catalogue holds only what differs from them.
            if language != "en":
                found.extend(unfinished(entries, language))
            found.extend(lost_placeholders(entries, language))

        texts = [
            *folder.glob("*/LC_MESSAGES/django.po"),
            *(settings.ROOT / "templates").glob("**/*.*"),
            *(settings.ROOT / "site" / "jadro" / "demo" / "data").glob("**/*.*"),
        ]
        found.extend(mixed([path for path in sorted(texts) if path.suffix in TEXT_SUFFIXES], settings.ROOT))

        if found:
            raise CommandError(os.linesep.join([*found, f"{len(found)} to mend."]))
        self.stdout.write(f"The catalogues of {', '.join(languages)} are whole and up to date.")
