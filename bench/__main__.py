"""Measures what the site's work costs beside a trivial Django view and plain Wagtail, and prints one table.

make bench                              longer runs, more people in the database
python -m bench --quick                 short runs; the figures are rougher
python -m bench --postgres postgres://postgres@127.0.0.1:5432
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import psutil

from bench import ROOT, installation, measure, table
from bench.clients import Ask, Client, WrongAnswer, closed_loop
from bench.installation import Installation
from bench.measure import Figures, Run
from bench.server import SUPERVISOR, Server, free_port, web_command

HELLO = Ask("/", "hello")
REPORT = ROOT / "build" / "bench.md"
IDLE_MEMORY_GOALS = 400, 300


@dataclass(frozen=True)
class Pace:
    seconds: float
    hello_seconds: float
    # Who asks, and how many more have a history in the database.
    learners: int
    others: int
    repeats: int = 3
    starts: int = 3


QUICK = Pace(seconds=0.4, hello_seconds=0.2, learners=20, others=0, starts=1)
WHOLE = Pace(seconds=4, hello_seconds=1.5, learners=100, others=1000)


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

    def __init__(self, place: Installation, pace: Pace, stack: ExitStack) -> None:
        self.place, self.pace = place, pace
        say("Making a site with demo content …")
        place.prepare(learners=pace.others)
        place.enter()

        from bench import content, rows

        self.content = content
        self.made = content.make(pace.learners)
        self.sent: list[UUID] = []
        self.rows = rows.rows(self.made, self._load_plain(), self.sent)
        self.hello = self._server("hello", "bench.hello:application")
        self.plain = self._server(
            "plain Wagtail", "bench.plain.wsgi:application", environment=self._plain_environment()
        )
        self.site = self._server("site", "", command=SUPERVISOR, port=place.port, database=place.database)
        self.site.outsiders = content.own_database_session()
        self.home = Ask(content.path_of(self.made.home), self.made.home.headline)
        self.plain_home = Ask("/", self.made.home.headline)
        for server, first in ((self.hello, HELLO), (self.plain, self.plain_home), (self.site, self.home)):
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

    def _server(
        self,
        name: str,
        application: str,
        *,
        command: list[str] | None = None,
        port: int = 0,
        database: str = "",
        environment: dict[str, str] | None = None,
    ) -> Server:
        port = port or free_port()
        log = self.place.folder / f"{name}.log"
        environment = {**self.place.environment, **(environment or {})}
        return Server(name, command or web_command(application, port), environment, port, log, database)

    # --- Rows ---------------------------------------------------------------------------------------------------------

    def report(self) -> str:
        units: list[float] = []
        lines = [self._line(row, units) for row in self.rows]
        self._check_saves()
        lines.append(self._first_page())
        lines.append(self._memory())
        what = "PostgreSQL" if self.place.database else "SQLite"
        unit = statistics.median(units) * 1000
        head = (
            f"Measured on {datetime.now(UTC):%Y-%m-%d} with {what}, Python {platform.python_version()}, "
            f"{psutil.cpu_count()} CPUs: medians of {self.pace.repeats} runs of {self.pace.seconds} s. "
            f"One hello was {unit:.2f} ms of CPU ({min(units) * 1000:.2f} to {max(units) * 1000:.2f}).\n\n"
        )
        return head + table.markdown(lines)

    def _line(self, row, units: list[float]) -> table.Line:
        say(f"{row.work} …")
        queries = self._queries(row)
        repeats, plain_repeats = [], []
        self._run(self.site, row.asks(), row.clients, self.pace.hello_seconds)
        if row.plain:
            self._run(self.plain, row.plain(), row.clients, self.pace.hello_seconds)
        before = self._unit(units)
        for _ in range(self.pace.repeats):
            run = self._run(self.site, row.asks(), row.clients, self.pace.seconds, row.holding)
            after = self._unit(units)
            repeats.append((run, measure.hellos(run, before, after)))
            before = after
            if row.plain:
                run = self._run(self.plain, row.plain(), row.clients, self.pace.seconds)
                after = self._unit(units)
                plain_repeats.append((run, measure.hellos(run, before, after)))
                before = after
        return self._as_line(row, measure.middle(repeats), plain_repeats, queries)

    def _as_line(self, row, figures: Figures, plain_repeats: list, queries: int) -> table.Line:
        # A server for the database is allowed twice as much.
        may = 2 if self.place.database else 1
        return table.Line(
            row.work,
            figures.hellos,
            goal=row.goal and row.goal * may,
            stretch=row.stretch and row.stretch * may,
            plain=measure.middle(plain_repeats).hellos if plain_repeats else None,
            queries=queries,
            most_queries=row.most_queries,
            milliseconds=figures.cpu_each * 1000,
            rate=figures.rate,
            p95=figures.p95 * 1000,
            why=row.why,
        )

    def _unit(self, units: list[float]) -> Run:
        def hellos() -> Iterator[Ask]:
            while True:
                yield HELLO

        run = self._run(self.hello, hellos(), 20, self.pace.hello_seconds)
        units.append(run.cpu_each)
        return run

    def _run(self, server: Server, asks: Iterator[Ask], clients: int, seconds: float, holding: str = "") -> Run:
        before = server.cpu_seconds(holding)
        asked = closed_loop(server.port, asks, clients=clients, seconds=seconds)
        return Run(asked.latencies, asked.seconds, server.cpu_seconds(holding) - before)

    def _queries(self, row) -> int:
        """Asked for the second time, when what is kept by process is there."""
        from bench.counting import ANSWERED, ASKED

        client = Client(self.site.port)
        asks = row.asks()
        for _ in range(2):
            answer = client.ask(next(asks), **{ASKED: "yes"})
        client.close()
        return int(answer.headers[ANSWERED])

    def _check_saves(self) -> None:
        stored = self.content.count_stored(self.sent)
        if stored != len(self.sent):
            raise WrongAnswer(f"{len(self.sent)} marks were acknowledged, {stored} are stored.")

    def _first_page(self) -> table.Line:
        say("first page after start …")
        seconds: list[float] = []
        plain_seconds: list[float] = []
        for _ in range(self.pace.starts):
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
        server = self._server("first", application, environment=environment)
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
