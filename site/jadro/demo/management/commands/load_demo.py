from collections.abc import Callable
from functools import partial

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from jadro.demo import association, courses, glossary, pages, paths, people, toolkits, vocabulary
from jadro.demo import learners as synthetic


class Command(BaseCommand):
    help = "Loads the demo content in every language: makes what is missing and leaves alone what exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-people", action="store_true", help="Content alone, without the demo sign-ins.")
        parser.add_argument(
            "--learners",
            type=int,
            default=0,
            metavar="N",
            help="Also N synthetic learners with some months of progress; those who are there already count.",
        )

    def handle(self, *args, without_people: bool, learners: int, **options) -> None:
        if learners < 0:
            raise CommandError(f"--learners is {learners}: write how many there shall be, 0 or more.")
        if learners or not without_people:
            try:
                people.refuse_outside_development()
            except people.OnlyInDevelopment as refusal:
                raise CommandError(f"{refusal} Nothing was loaded; --without-people loads the content alone.") from None
        if not without_people:
            self.report("Sign-ins", people.load)
        with pages.indexes_put_off():
            self.report("Concepts of the vocabulary", vocabulary.load)
            self.report("Terms of the glossary", glossary.load)
            self.report("Aims of the association", association.load_aims)
            made = self.report("Section of courses", courses.load_section)
            self.report("Worksheets", toolkits.load_worksheets)
            made += self.report("Toolkits", toolkits.load)
            made += self.report("Pages of the association", association.load_pages)
            for key in courses.COURSES:
                made += self.report(f"Pages of the course “{key}”", partial(courses.load, key))
        self.report("Learning paths", paths.load)
        if made:
            self.stdout.write("Indexes of the pages ...")
            pages.rebuild_indexes()
        if learners:
            self.report("Synthetic learners", partial(synthetic.load, learners, at=timezone.now()))

    def report(self, what: str, load: Callable[[], int]) -> int:
        made = load()
        self.stdout.write(f"{what}: {made} new." if made else f"{what}: nothing missing.")
        return made
