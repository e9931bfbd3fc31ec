"""Runs the tests: all on SQLite, then those that touch data on each server of this machine that answers.

A plain script, run by `make test`. It makes sure of a browser first and says aloud what it leaves out.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from kombu import Connection
from kombu.exceptions import OperationalError

# The stock credentials of a local installation; a variable of the same name says otherwise.
DATABASE_URLS = (
    "postgres://postgres@127.0.0.1:5432/jadro",
    "postgres://postgres:postgres@127.0.0.1:5432/jadro",
)
BROKER_URLS = ("amqp://guest:guest@127.0.0.1:5672//", "redis://127.0.0.1:6379/14")
CACHE_URLS = ("redis://127.0.0.1:6379/15",)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# One more than there are processors, because tests wait for browsers and started programs; many more only wait for each
# other's disk and memory.
SIDE_BY_SIDE = ("-n", str(min(4, (os.cpu_count() or 1) + 1)), "--durations", "15")
# Tests whose subject is rows that are written side by side, locked, counted or copied: what engines do differently.
# `--postgres` runs the others there too, which takes as long again.
RECORDS = (
    "tests/migrations",
    "tests/ops/test_backup.py",
    "tests/ops/test_restore.py",
    "tests/outbox",
    "tests/places",
    "tests/plans/test_rows.py",
    "tests/plans/test_saving.py",
    "tests/progress",
)
TOUCH_DATA = "django_db and not browser and (not slow or every_engine)"
# What only takes long on one database takes long on the other; `--postgres` runs all.
RECORDS_IN_SHORT = f"{TOUCH_DATA} and (not long or every_engine)"
TEST_VARIABLES = ("TEST_DATABASE_URL", "TEST_CELERY_BROKER_URL", "TEST_CACHE_URL")


def say(text: str) -> None:
    print(f"\n== {text}", flush=True)


def database_answers(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(url.rpartition("/")[0] + "/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def broker_answers(url: str) -> bool:
    try:
        with Connection(url, connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=3)
    except (OperationalError, OSError):
        return False
    return True


def at_hand(variable: str, stock: tuple[str, ...], answers: Callable[[str], bool]) -> list[str]:
    """The given address (taken on trust, so that a wrong one fails the tests), else the stock ones that answer."""
    given = os.environ.get(variable, "").strip()
    return [given] if given else [url for url in stock if answers(url)]


def has_browser() -> bool:
    return any(shutil.which(name) for name in BROWSERS)


def get_browser() -> bool:
    if has_browser():
        return True
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser tests")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "-qq", *command], env=quiet, stdin=subprocess.DEVNULL, check=False)
    if has_browser():
        return True
    say("No browser: install chromium (Debian: apt-get install chromium); until then the browser tests are left out.")
    return False


def pytest(*arguments: str, **variables: str) -> bool:
    environment = {name: value for name, value in os.environ.items() if name not in TEST_VARIABLES}
    environment |= variables
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    if "--browser" in arguments:
        return 0 if get_browser() and pytest(*SIDE_BY_SIDE, "-m", "browser") else 1
    if "--postgres" in arguments:
        databases = at_hand("TEST_DATABASE_URL", DATABASE_URLS, database_answers)
        if not databases:
            say("No PostgreSQL answers on 127.0.0.1:5432 and TEST_DATABASE_URL is not set.")
        return 0 if databases and pytest(*SIDE_BY_SIDE, "-m", TOUCH_DATA, TEST_DATABASE_URL=databases[0]) else 1

    skip_browser = [] if get_browser() else ["-m", "not browser"]
    say("All tests on SQLite")
    results = [pytest(*SIDE_BY_SIDE, *skip_browser)]

    databases = at_hand("TEST_DATABASE_URL", DATABASE_URLS, database_answers)
    if databases:
        say("The tests of records on PostgreSQL, with the killed servers and the races, whose locks are its own")
        results.append(pytest(*SIDE_BY_SIDE, "-m", RECORDS_IN_SHORT, *RECORDS, TEST_DATABASE_URL=databases[0]))
    else:
        say("Skipped: no PostgreSQL answers on 127.0.0.1:5432 and TEST_DATABASE_URL is not set.")

    for url in at_hand("TEST_CELERY_BROKER_URL", BROKER_URLS, broker_answers):
        say(f"The queue's tests on {url.partition(':')[0]}")
        results.append(pytest("tests/outbox/test_worker.py", TEST_CELERY_BROKER_URL=url))
    for name, url in (("RabbitMQ", BROKER_URLS[0]), ("Redis", BROKER_URLS[1])):
        if not os.environ.get("TEST_CELERY_BROKER_URL") and not broker_answers(url):
            say(f"Skipped: no {name} answers on 127.0.0.1 and TEST_CELERY_BROKER_URL is not set.")

    caches = at_hand("TEST_CACHE_URL", CACHE_URLS, broker_answers)
    if caches:
        say("The cache's tests on Redis")
        results.append(pytest("tests/ops/test_cache.py", TEST_CACHE_URL=caches[0]))
    else:
        say("Skipped: no Redis answers on 127.0.0.1:6379 and TEST_CACHE_URL is not set.")

    say("All tests passed." if all(results) else "Some tests failed: see above.")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
