"""What requests of one kind cost: the site beside the hello, which is measured before and after."""

import platform
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psutil

from bench import measure, table
from bench.clients import Ask, Client, closed_loop
from bench.counting import ANSWERED, ASKED
from bench.installation import Installation
from bench.measure import Figures, Run
from bench.server import Server, free_port, web_command

if TYPE_CHECKING:
    from bench.rows import Row

HELLO = Ask("/", "hello")


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Of each run of one kind of request, and of the hellos between them."""

    seconds: float
    hello_seconds: float
    repeats: int = 3


QUICK = Pace(seconds=0.4, hello_seconds=0.2)
WHOLE = Pace(seconds=4, hello_seconds=1.5)


class Meter:
    """The server of the hello, started, and the units it gave. What is measured with it is measured on `place`."""

    def __init__(self, place: Installation, pace: Pace, stack: ExitStack) -> None:
        self.place, self.pace = place, pace
        self.units: list[float] = []
        self.hello = server(place, "hello", "bench.hello:application")
        self.hello.start(HELLO)
        stack.callback(self.hello.stop)

    def heading(self) -> str:
        """When, on what and how it was measured."""
        what = "PostgreSQL" if self.place.database else "SQLite"
        unit, least, most = (each(self.units) * 1000 for each in (statistics.median, min, max))
        return (
            f"Measured on {datetime.now(UTC):%Y-%m-%d} with {what}, Python {platform.python_version()}, "
            f"{psutil.cpu_count()} CPUs: medians of {self.pace.repeats} runs of {self.pace.seconds} s. "
            f"One hello was {unit:.2f} ms of CPU ({least:.2f} to {most:.2f})."
        )

    def line(self, row: "Row", site: Server, plain: Server | None = None) -> table.Line:
        repeats, plain_repeats = [], []
        _run(site, row.asks(), row.clients, self.pace.hello_seconds)
        queries = _count_queries(site, row.asks())
        if plain and row.plain:
            _run(plain, row.plain(), row.clients, self.pace.hello_seconds)
        before = self._unit()
        for _ in range(self.pace.repeats):
            run = _run(site, row.asks(), row.clients, self.pace.seconds, row.holding)
            after = self._unit()
            repeats.append((run, measure.hellos(run, before, after)))
            before = after
            if plain and row.plain:
                run = _run(plain, row.plain(), row.clients, self.pace.seconds)
                after = self._unit()
                plain_repeats.append((run, measure.hellos(run, before, after)))
                before = after
        return self._as_line(row, measure.middle(repeats), plain_repeats, queries)

    def _as_line(
        self, row: "Row", figures: Figures, plain_repeats: list[tuple[Run, float]], queries: int
    ) -> table.Line:
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
            seconds=figures.median,
            why=row.why,
        )

    def _unit(self) -> Run:
        def hellos() -> Iterator[Ask]:
            while True:
                yield HELLO

        run = _run(self.hello, hellos(), 20, self.pace.hello_seconds)
        self.units.append(run.cpu_each)
        return run


def server(
    place: Installation,
    name: str,
    application: str,
    *,
    command: list[str] | None = None,
    port: int = 0,
    database: str = "",
    environment: dict[str, str] | None = None,
) -> Server:
    port = port or free_port()
    log = place.folder / f"{name}.log"
    environment = {**place.environment, **(environment or {})}
    return Server(name, command or web_command(application, port), environment, port, log, database)


def _run(server: Server, asks: Iterator[Ask], clients: int, seconds: float, holding: str = "") -> Run:
    before = server.cpu_seconds(holding)
    asked = closed_loop(server.port, asks, clients=clients, seconds=seconds)
    return Run(asked.latencies, asked.seconds, server.cpu_seconds(holding) - before)


def _count_queries(server: Server, asks: Iterator[Ask]) -> int:
    """Of one request after others, when what is kept by process is there."""
    client = Client(server.port)
    answer = client.ask(next(asks), **{ASKED: "yes"})
    client.close()
    return int(answer.headers[ANSWERED])
