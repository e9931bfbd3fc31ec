"""A real worker, killed in the middle. What the broker loses then is found in the rows."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
JOBS = 20
WORKER = (
    *("-m", "celery", "--quiet", "-A", "jadro", "worker", "-P", "threads", "-c", "2", "-I", "tests.outbox.slow_jobs"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)

pytestmark = pytest.mark.slow


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    """Everything of this run in a folder of its own, on the broker under test (a folder unless one is given)."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("TEST_")},
        "DJANGO_SETTINGS_MODULE": "jadro.settings.dev",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'jadro.sqlite3'}",
        "EMAIL_URL": f"filemail:///{tmp_path / 'mail'}",
        "CELERY_BROKER_URL": os.environ.get("TEST_CELERY_BROKER_URL", ""),
    }


@pytest.fixture
def start(environment, tmp_path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts a Python program in a group of its own; whatever is left at the end is ended."""
    started = []

    def start_program(*command: str) -> subprocess.Popen:
        with (tmp_path / "programs.log").open("a") as log:
            program = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=environment,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        started.append(program)
        return program

    yield start_program
    for program in started:
        kill(program)


def kill(program: subprocess.Popen) -> None:
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


def wait_for(condition: Callable[[], bool], *, seconds: float = 120) -> bool:
    """Whether it came true in time; it need not stay so."""
    until = time.monotonic() + seconds
    while not (is_so := condition()) and time.monotonic() < until:
        time.sleep(0.1)
    return is_so


def test_a_worker_killed_in_the_middle_loses_nothing_and_does_nothing_twice(start, tmp_path):
    def count(question: str) -> int:
        try:
            with closing(
                sqlite3.connect(f"file:{tmp_path / 'jadro.sqlite3'}?mode=ro", uri=True, timeout=20)
            ) as database:
                return database.execute(f"SELECT COUNT(*) FROM {question}").fetchone()[0]  # noqa: S608
        except sqlite3.OperationalError:
            return 0  # not migrated yet

    def jobs(status: str) -> int:
        return count(f"outbox_job WHERE status = '{status}'")

    def all_is_done() -> bool:
        return jobs("done") == JOBS and count("outbox_message WHERE status = 'done'") == JOBS

    start("-m", "tests.outbox.slow_jobs", str(JOBS))
    first = start(*WORKER)
    middle = wait_for(lambda: jobs("done") >= 3 and jobs("leased") >= 1)
    kill(first)
    assert middle, (tmp_path / "programs.log").read_text()
    assert 3 <= jobs("done") < JOBS
    assert jobs("leased") >= 1

    start(*WORKER)

    assert wait_for(all_is_done), (tmp_path / "programs.log").read_text()
    assert count("outbox_message") == JOBS
    assert count("outbox_job WHERE tries > 1") >= 1
    mail = "".join(path.read_text() for path in (tmp_path / "mail").iterdir())
    assert len(set(re.findall(r"^Message-ID: .*$", mail, re.MULTILINE))) == JOBS


def test_a_worker_with_the_clock_does_what_is_due(start, tmp_path):
    start("-m", "tests.outbox.slow_jobs", "1")
    told = tmp_path / "programs.log"

    start(*(part for part in WORKER if part != "--quiet"), "--clock", "--loglevel", "INFO")

    assert wait_for(lambda: bool(re.search(r"sweep\[\S+\] succeeded", told.read_text())), seconds=60), told.read_text()
