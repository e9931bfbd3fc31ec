from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from learning.progress import rebuilding


class Command(BaseCommand):
    help = (
        "Makes states and summaries again from the events. With --check it changes nothing and fails on a difference."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only compare; exit non-zero when something differs")

    def handle(self, *args, check: bool, **options):
        differences = [*rebuilding.rebuild(check=check), *rebuilding.stale_outlines()]
        if not check:
            rebuilding.mend_outlines(at=timezone.now())
        for difference in differences:
            self.stderr.write(str(difference))
        if differences and check:
            raise CommandError(f"{len(differences)} differences; run rebuild_progress without --check to mend them.")
        self.stdout.write(f"{len(differences)} differences{' mended' if differences else ''}.")
