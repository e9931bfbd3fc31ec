"""What a course costs when many follow it: 30, 1,000 and 10,000 learners of sixty activities, six of them quizzes.

    python -m bench.crowd                      takes about ten minutes
    python -m bench.crowd --quick              30 and 1,000 learners, short runs; the figures are rougher
    python -m bench.crowd --postgres postgres://postgres@127.0.0.1:5432

Everybody has done all but one of the activities. Measured like `python -m bench`, with the same unit. Ends with status
1 when an answer is wrong, a save is lost, the made history is not what the services would have written, or a request
takes more queries because more people follow the course.
"""

import argparse
import sys
import time
from contextlib import ExitStack
from uuid import UUID

from bench import installation, meter, table
from bench.clients import Ask, WrongAnswer
from bench.installation import Installation
from bench.meter import Meter, Pace
from bench.server import SUPERVISOR
from bench.soak import say
from bench.table import Line, number

LEARNERS = (30, 1000, 10_000)
# Of them those who ask. More would only be more sessions.
PRESENT = 100
# CPU time within a second that says nothing is going on.
IDLE_SECONDS = 0.05
MOST_SECONDS_TO_SETTLE = 60
HEAD = ("work", "cost", "goal", "queries", "CPU, ms", "requests/s", "p95, ms", "missed by")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.crowd", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="without the largest number, short runs")
    parser.add_argument("--postgres", default="", help="address of a server on this machine, to use instead of SQLite")
    asked = parser.parse_args()
    with ExitStack() as stack:
        place = stack.enter_context(installation.temporary(asked.postgres))
        try:
            bench = Bench(place, meter.QUICK if asked.quick else meter.WHOLE, stack)
            measured = {learners: bench.lines(learners) for learners in (LEARNERS[:-1] if asked.quick else LEARNERS)}
        except WrongAnswer as wrong:
            print(f"A wrong answer, so nothing was measured: {wrong}", file=sys.stderr)
            return 1
        print(f"{bench.meter.heading()}\n\n{as_table(measured)}", end="")
    for what in growing(measured):
        print(what, file=sys.stderr)
    return 1 if growing(measured) else 0


def as_table(measured: dict[int, list[Line]]) -> str:
    rows = []
    for learners, lines in measured.items():
        for line in lines:
            cells = dict(zip(table.HEAD, line.cells(), strict=True))
            rows.append([f"{learners:,}", *(cells[name] for name in HEAD), number(line.seconds)])
    return table.grid(("learners", *HEAD, "median, s"), rows)


def growing(measured: dict[int, list[Line]]) -> list[str]:
    """What takes another number of queries with more learners."""
    counts: dict[str, dict[int, int | None]] = {}
    for learners, lines in measured.items():
        for line in lines:
            counts.setdefault(line.work, {})[learners] = line.queries
    return [
        f"The queries are not constant: {work}, by learners {by_learners}"
        for work, by_learners in counts.items()
        if len(set(by_learners.values())) > 1
    ]


class Bench:
    """The site with the course, its learners, and the servers."""

    def __init__(self, place: Installation, pace: Pace, stack: ExitStack) -> None:
        say("Making a site with demo content …")
        place.prepare()
        place.enter()

        from bench import content, histories, long_course

        self.content, self.long_course = content, long_course
        self.course = long_course.make()
        self.crowd = histories.Crowd(self.course)
        self.editor = content.editor("counting@example.org")
        self.sent: list[UUID] = []
        self.meter = Meter(place, pace, stack)
        self.site = meter.server(place, "site", "", command=SUPERVISOR, port=place.port, database=place.database)
        self.site.outsiders = content.own_database_session()
        self.site.start(Ask(content.path_of(self.course), self.course.title))
        stack.callback(self.site.stop)
        self._let_it_settle()

    def lines(self, learners: int) -> list[Line]:
        began = time.monotonic()
        self.crowd.grow(learners, present=PRESENT)
        say(f"{learners:,} learners, made in {time.monotonic() - began:.0f} s")
        if learners == LEARNERS[0]:
            self._check_history()
        lines = []
        for row in self._rows(learners):
            say(f"{row.work} …")
            lines.append(self.meter.line(row, self.site))
        self.long_course.check_stored(self.sent)
        return lines

    def _let_it_settle(self) -> None:
        """The worker starts with what was published; until then its work would be counted with what is asked."""
        spent = self.site.cpu_seconds()
        for _ in range(MOST_SECONDS_TO_SETTLE):
            time.sleep(1)
            before, spent = spent, self.site.cpu_seconds()
            if spent - before < IDLE_SECONDS:
                return

    def _check_history(self) -> None:
        from learning.progress import rebuilding

        differences = [*rebuilding.rebuild(check=True), *rebuilding.stale_outlines()]
        if differences:
            raise WrongAnswer(f"the services would have written another history. {differences[0]}")

    def _rows(self, learners: int) -> list:
        from bench.rows import Row

        content, course, present = self.content, self.course, self.crowd.present
        answers = self.long_course.answers(course, present, self.sent)
        return [
            Row(
                "lesson page with a quiz",
                lambda: self.long_course.quiz_pages(course, present),
                goal=18,
                stretch=10,
                most_queries=6,
                why="the earlier attempts are one query more than a lesson has; each reader gets a form of their own",
            ),
            Row(
                "answer saved",
                lambda: answers,
                goal=25,
                stretch=15,
                most_queries=8,
                why="3 queries tell who asks and what is published, 6 find the quiz, hold the learner and read what is "
                "done, 5 write",
            ),
            Row("my learning", lambda: content.read(content.my_learning(), course.title, present)),
            Row(
                "statistics of the course",
                lambda: self.long_course.statistics(course, self.editor, learners),
                clients=1,
            ),
        ]


if __name__ == "__main__":
    sys.exit(main())
