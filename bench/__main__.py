"""Measures what the site's work costs beside a trivial Django view and plain Wagtail, and prints one table.

make bench                              longer runs, more people in the database
python -m bench --quick                 short runs; the figures are rougher
python -m bench --postgres postgres://postgres@127.0.0.1:5432
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from uuid import UUID

from bench import ROOT, installation, meter, table
from bench.clients import Ask, WrongAnswer
from bench.installation import Installation
from bench.meter import Meter
from bench.server import SUPERVISOR

REPORT = ROOT / "build" / "bench.md"
IDLE_MEMORY_GOALS = 400, 300


@dataclass(frozen=True)
class Size:
    """How long it is measured, who asks, and how many more have a history in the database."""

    pace: meter.Pace
    learners: int
    others: int
    starts: int


QUICK = Size(meter.QUICK, learners=20, others=0, starts=1)
WHOLE = Size(meter.WHOLE, learners=100, others=1000, starts=3)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="short runs, rougher figures")
    parser.add_argument("--postgres", default="", help="address of a server on this machine, to use instead of SQLite")
    asked = parser.parse_args()
    with ExitStack() as stack:
        place = stack.enter_context(installation.temporary(asked.postgres))
        try:
            report = Bench(place, QUICK if asked.quick else WHOLE, stack).report()
        except WrongAnswer as wrong:
            print(f"A wrong answer, so nothing was measured: {wrong}", file=sys.stderr)
            return 1
    print(report)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(report, encoding="utf-8")
    return 0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Bench:
    """The three servers side by side, and what is asked of them."""

    def __init__(self, place: Installation, size: Size, stack: ExitStack) -> None:
        self.place, self.size = place, size
        say("Making a site with demo content …")
        place.prepare(learners=size.others)
        place.enter()

        from bench import content, rows

        self.content = content
        self.made = content.make(size.learners)
        self.sent: list[UUID] = []
        self.typed: list[UUID] = []
        self.rows = rows.rows(self.made, self._load_plain(), self.sent, self.typed)
        self.meter = Meter(place, size.pace, stack)
        self.plain = meter.server(
            place, "plain Wagtail", "bench.plain.wsgi:application", environment=self._plain_environment()
        )
        self.site = meter.server(place, "site", "", command=SUPERVISOR, port=place.port, database=place.database)
        self.site.outsiders = content.own_database_session()
        self.home = Ask(content.path_of(self.made.home), self.made.home.headline)
        self.plain_home = Ask("/", self.made.home.headline)
        for server, first in ((self.plain, self.plain_home), (self.site, self.home)):
            server.start(first)
            stack.callback(server.stop)

    def _plain_environment(self) -> dict[str, str]:
        return {"DJANGO_SETTINGS_MODULE": "bench.plain.settings", "PLAIN_DIR": str(self.place.folder / "plain")}

    def _load_plain(self) -> list[str]:
        (self.place.folder / "plain").mkdir()
        loaded = subprocess.run(
            [sys.executable, "-m", "bench.plain.load"],
            input=self.content.for_plain_wagtail(self.made),
            env={**self.place.environment, **self._plain_environment()},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return json.loads(loaded.stdout)

    # --- Rows ---------------------------------------------------------------------------------------------------------

    def report(self) -> str:
        from learning.plans.models import AnswerVersion

        lines = [self._line(row) for row in self.rows]
        self.content.check_stored(self.sent)
        self.content.check_stored(self.typed, AnswerVersion)
        lines.append(self._first_page())
        lines.append(self._memory())
        return f"{self.meter.heading()}\n\n{table.markdown(lines)}"

    def _line(self, row) -> table.Line:
        say(f"{row.work} …")
        return self.meter.line(row, self.site, self.plain)

    def _first_page(self) -> table.Line:
        say("first page after start …")
        seconds: list[float] = []
        plain_seconds: list[float] = []
        for _ in range(self.size.starts):
            with self._fresh("jadro.wsgi:application", self.home) as took:
                seconds.append(took)
            with self._fresh("bench.plain.wsgi:application", self.plain_home, self._plain_environment()) as took:
                plain_seconds.append(took)
        plain = statistics.median(plain_seconds)
        return table.Line(
            "first page after start",
            statistics.median(seconds),
            " s",
            goal=1.5 * plain,
            stretch=1.2 * plain,
            plain=plain,
        )

    @contextmanager
    def _fresh(self, application: str, first: Ask, environment: dict[str, str] | None = None) -> Iterator[float]:
        server = meter.server(self.place, "first", application, environment=environment)
        try:
            yield server.start(first)
        finally:
            server.stop()

    def _memory(self) -> table.Line:
        goal, stretch = IDLE_MEMORY_GOALS
        return table.Line(
            "memory after all this, with worker and supervisor",
            self.site.memory(),
            " MB",
            goal=goal,
            stretch=stretch,
            plain=self.plain.memory(),
        )


if __name__ == "__main__":
    sys.exit(main())
