from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from jadro.ops.backup import making
from jadro.ops.backup.errors import BackupError


class Command(BaseCommand):
    help = "Writes the database and all files into one file and checks it. The site may run meanwhile."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the file; in a folder that exists its name tells the time")

    def handle(self, *args, path: Path, **options) -> None:
        if path.is_dir():
            path /= datetime.now(UTC).strftime("jadro-%Y%m%d-%H%M%S.zip")
        try:
            manifest = making.make(path)
        except BackupError as reason:
            raise CommandError(str(reason)) from None
        except (OSError, DatabaseError) as error:
            raise CommandError(
                f"The backup was not written ({error}). Nothing is at {path} that was not before."
            ) from None
        for name in manifest.missing_files:
            self.stderr.write(f"Missing already, though a row names it: {name}")
        for name, why in manifest.left_out.items():
            if why == making.NOT_OURS:
                self.stderr.write(f"Left out, because it is {why}: {name}")
        self.stdout.write(f"Backed up and checked: {manifest}, {path.stat().st_size} bytes in {path}.")
