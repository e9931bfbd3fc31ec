"""The figures as one Markdown table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEAD = (
    "work",
    "cost",
    "goal",
    "stretch",
    "plain Wagtail",
    "queries",
    "CPU, ms",
    "requests/s",
    "p95, ms",
    "missed by",
)


@dataclass(frozen=True)
class Line:
    """One row. `cost`, `goal`, `stretch` and `plain` are in the same unit: hellos where none is named."""

    work: str
    cost: float
    unit: str = ""
    goal: float | None = None
    stretch: float | None = None
    plain: float | None = None
    queries: int | None = None
    most_queries: int | None = None
    milliseconds: float | None = None
    rate: float | None = None
    p95: float | None = None
    # Half of the answers came within it; not in the table of all work.
    seconds: float | None = None
    why: str = ""

    def missed_by(self) -> str:
        missed = []
        if self.goal is not None and self.cost > self.goal:
            missed.append(f"{number(self.cost - self.goal)}{self.unit} ({self.cost / self.goal:.1f} times the goal)")
        if self.queries is not None and self.most_queries is not None and self.queries > self.most_queries:
            missed.append(f"{self.queries - self.most_queries} queries")
        if missed:
            return ", ".join(missed) + (f": {self.why}" if self.why else "")
        if self.goal is None:
            return ""
        return "met, stretch too" if self.stretch is not None and self.cost <= self.stretch else "met"

    def cells(self) -> list[str]:
        queries = "" if self.queries is None else str(self.queries)
        if queries and self.most_queries is not None:
            queries += f" (at most {self.most_queries})"
        return [
            self.work,
            f"**{number(self.cost)}**{self.unit}",
            *(
                number(value) + self.unit if value is not None else ""
                for value in (self.goal, self.stretch, self.plain)
            ),
            queries,
            number(self.milliseconds),
            number(self.rate),
            number(self.p95),
            self.missed_by(),
        ]


def number(value: float | None) -> str:
    """Three digits that mean something."""
    if value is None:
        return ""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def markdown(lines: Iterable[Line]) -> str:
    return grid(HEAD, [line.cells() for line in lines])


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    every = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in every)
