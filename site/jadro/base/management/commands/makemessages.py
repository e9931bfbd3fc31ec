"""Django's makemessages with one set of options, so that a catalogue changes only where its words do.

Sorted by message, without places in the source, without line breaks and without dates: two branches that add words
then merge, and a run that finds nothing new leaves every file as it was.
"""

import shutil
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import makemessages

MENDED = "mended.pot"
_STEADY = ["--no-wrap", "--no-location", "--sort-output"]
_IGNORED = ["build", "node_modules", "var", "bench", "tests", "locale", "*/migrations/*"]
_CHANGING_HEADERS = (
    "POT-Creation-Date",
    "Report-Msgid-Bugs-To",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
)


def is_available() -> bool:
    """Whether GNU gettext, which reads the words out of the source, is on this machine."""
    return all(shutil.which(program) for program in ("xgettext", "msgmerge", "msguniq", "msgattrib"))


class Command(makemessages.Command):
    help = "Brings the catalogues in site/jadro/locale up to date with the words in code and templates."

    msgmerge_options = ["-q", "--backup=none", "--previous", "--update", *_STEADY]
    msguniq_options = ["--to-code=utf-8", *_STEADY]
    msgattrib_options = ["--no-obsolete", *_STEADY]
    xgettext_options = [*makemessages.Command.xgettext_options, *_STEADY]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(no_obsolete=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_available():
            raise CommandError("GNU gettext is not on this machine: install it (Debian: apt-get install gettext).")
        if Path.cwd() != settings.ROOT:
            raise CommandError("Run this in the project's top folder, or words of the other folders would be dropped.")
        # `--locale tr` begins a new catalogue; without it all are meant.
        options["all"] = not options["locale"] and not options["exclude"]
        options["ignore_patterns"] = [*options["ignore_patterns"], *_IGNORED]
        super().handle(*args, **options)

    def build_potfiles(self) -> list[str]:
        """Adds the words of others that we translate anew, which stand in no source of ours."""
        potfiles = super().build_potfiles()
        for potfile in potfiles:
            words = polib.pofile(potfile, wrapwidth=0)
            known = {(entry.msgctxt, entry.msgid) for entry in words}
            for entry in polib.pofile(str(Path(potfile).with_name(MENDED))):
                if (entry.msgctxt, entry.msgid) not in known:
                    words.append(entry)
            words.save()
        return potfiles

    def write_po_file(self, potfile: str, locale: str) -> None:
        super().write_po_file(potfile, locale)
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        steady = [line for line in lines if not line.startswith(tuple(f'"{name}:' for name in _CHANGING_HEADERS))]
        path.write_text("".join(steady), encoding="utf-8")
