"""Installations in folders of their own, run by their commands as an operator runs them."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings

from jadro.ops import run_tests
from jadro.ops.backup import archive


@dataclass(frozen=True)
class Place:
    """`database` is the address of a PostgreSQL database; without one there is SQLite in the folder."""

    folder: Path
    database: str = ""

    @property
    def sqlite(self) -> Path:
        return self.folder / "jadro.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        ours = ("DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "BASE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "DEBUG")
        inherited = {name: value for name, value in os.environ.items() if name not in ours}
        return {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "jadro.settings.dev",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database,
        }

    def start(self, *arguments: str | Path) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, settings.ROOT / "manage.py", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str | Path) -> tuple[int, str]:
        """Whether a command failed, and what it said."""
        process = self.start(*arguments)
        said, _nothing = process.communicate()
        return process.returncode, said

    def kill(self, process: subprocess.Popen) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def facts(self) -> dict[str, Any]:
        command = [sys.executable, str(settings.ROOT / "tests" / "migrations" / "facts.py")]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def backup(self) -> archive.Manifest:
        path = self.folder / f"{uuid4()}.zip"
        code, said = self.run("backup", path)
        assert code == 0, said
        with archive.opened(path) as reader:
            return reader.manifest

    def sql(self, statement: str, *values: Any) -> list[tuple]:
        with closing(sqlite3.connect(self.sqlite)) as database, database:
            return database.execute(statement, values).fetchall()


@contextmanager
def postgresql(folder: Path) -> Iterator[Place | None]:
    """A place on an empty database of the PostgreSQL server that answers on this machine; None when none does."""
    servers = run_tests.at_hand("TEST_DATABASE_URL", run_tests.DATABASE_URLS, run_tests.database_answers)
    if not servers:
        yield None
        return
    server, name = servers[0].rpartition("/")[0], f"jadro_place_{uuid4().hex[:12]}"
    with closing(psycopg.connect(f"{server}/postgres", autocommit=True)) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name}")
        try:
            yield Place(folder, f"{server}/{name}")
        finally:
            maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")
