from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from jadro.ops.backup import restoring
from jadro.ops.backup.errors import BackupError


class Command(BaseCommand):
    help = "Puts a backup in the place of database and files, and proves by checksums that they are the same."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a file that backup has written")
        parser.add_argument("--replace", action="store_true", help="replace what is here; a copy of it is kept")
        parser.add_argument("--check", action="store_true", help="only compare what is here with the backup")

    def handle(self, *args, path: Path, replace: bool, check: bool, **options) -> None:
        try:
            if check:
                manifest, differences = restoring.compare(path)
                if differences:
                    raise CommandError("\n".join(["What is here differs from the backup:", *differences]))
                self.stdout.write(f"The same as in the backup: {manifest}.")
                return
            manifest = restoring.restore(path, replace=replace, say=self.stdout.write)
        except BackupError as reason:
            raise CommandError(str(reason)) from None
        except (OSError, DatabaseError) as error:
            raise CommandError(f"It did not come to an end ({error}). The old data was not touched.") from None
        self.stdout.write(f"Restored and proven: {manifest}. Everybody has to sign in again.")
