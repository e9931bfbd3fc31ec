"""The arithmetic of the figures, and what the kernel says of processes (Linux)."""

import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Run:
    """Some requests of one kind: how long each took to be answered, and what all of them cost the servers."""

    latencies: Sequence[float]
    seconds: float
    cpu_seconds: float

    @property
    def cpu_each(self) -> float:
        return self.cpu_seconds / len(self.latencies)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def p95(self) -> float:
        return percentile(self.latencies, 95)


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that so many per cent of the values do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]


def hellos(run: Run, before: Run, after: Run) -> float:
    """CPU time of a request in units of a trivial one, which was measured on both sides of it: a machine that others
    slow down slows down both."""
    return run.cpu_each / statistics.mean([before.cpu_each, after.cpu_each])


@dataclass(frozen=True)
class Figures:
    """The medians of several repeats of one row."""

    hellos: float
    cpu_each: float
    rate: float
    p95: float
    median: float


def middle(repeats: Iterable[tuple[Run, float]]) -> Figures:
    """Each repeat is a run and its hellos."""
    runs, costs = zip(*repeats, strict=True)
    return Figures(
        hellos=statistics.median(costs),
        cpu_each=statistics.median(run.cpu_each for run in runs),
        rate=statistics.median(run.rate for run in runs),
        p95=statistics.median(run.p95 for run in runs),
        median=statistics.median(statistics.median(run.latencies) for run in runs),
    )


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    """CPU time of the processes with all their threads, also ended ones, to the nanosecond.

    The clock of a process is clock_getcpuclockid(3), which Python does not offer; /proc counts in steps of 10 ms.
    """
    return sum(time.clock_gettime((~process.pid << 3) | 2) for process in processes)


def memory(processes: Iterable[psutil.Process]) -> float:
    """Proportional set size in MB: what several processes share is counted once."""
    return sum(process.memory_full_info().pss for process in processes) / 1e6
