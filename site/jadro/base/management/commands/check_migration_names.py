from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

SOURCES = ("site", "learning", "resources")


def unnamed_migrations(root: Path) -> list[Path]:
    """Migrations below `root` that still have the name Django made up, which says nothing."""
    return sorted(path for source in SOURCES for path in (root / source).glob("**/migrations/*_auto_*.py"))


class Command(BaseCommand):
    help = "Fails when a migration is not named for what it does."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        unnamed = unnamed_migrations(settings.ROOT)
        if unnamed:
            names = ", ".join(str(path.relative_to(settings.ROOT)) for path in unnamed)
            raise CommandError(f"Name these for what they do (makemigrations --name): {names}")
        self.stdout.write("Every migration is named for what it does.")
