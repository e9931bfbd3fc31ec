import os
import subprocess
import sys

import psutil
import pytest

from bench import measure
from bench.measure import Run


def run(cpu_each: float, *, latencies: list[float] | None = None, seconds: float = 2) -> Run:
    latencies = latencies or [0.1] * 10
    return Run(latencies, seconds, cpu_each * len(latencies))


def test_cost_is_in_units_of_the_trivial_view_on_both_sides():
    assert measure.hellos(run(0.030), run(0.002), run(0.004)) == pytest.approx(10)


def test_rate_counts_answers_in_a_second():
    assert run(0.01, latencies=[0.1] * 50, seconds=2).rate == 25


def test_p95_is_exceeded_by_one_answer_in_twenty():
    assert run(0.01, latencies=[float(n) for n in range(1, 101)]).p95 == 95


def test_p95_of_a_single_answer_is_that_answer():
    assert run(0.01, latencies=[0.25]).p95 == 0.25


def test_median_is_taken_of_each_figure_by_itself():
    repeats = [(run(0.010, seconds=1), 10.0), (run(0.030, seconds=2), 20.0), (run(0.020, seconds=4), 90.0)]

    figures = measure.middle(repeats)

    assert figures.hellos == 20
    assert figures.cpu_each == pytest.approx(0.020)
    assert figures.rate == 5


def test_cpu_time_of_another_process_is_told_and_grows():
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        process = psutil.Process(busy.pid)
        before = measure.cpu_seconds([process])
        while measure.cpu_seconds([process]) < before + 0.05:
            os.sched_yield()
        told = process.cpu_times()
        assert measure.cpu_seconds([process]) == pytest.approx(told.user + told.system, abs=0.05)
    finally:
        busy.kill()
        busy.wait()
