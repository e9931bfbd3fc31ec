"""A site of its own in a temporary folder: settings of a public machine, demo content, a database nobody else uses."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench import ROOT
from bench.server import free_port
from jadro.ops import supervisor

MANAGE = [sys.executable, str(ROOT / "manage.py")]


@dataclass(frozen=True)
class Installation:
    folder: Path
    port: int
    environment: dict[str, str]
    # The name of a database on a PostgreSQL server; empty for SQLite.
    database: str = ""

    def run(self, *command: str, **environment: str) -> None:
        """Runs a program in this installation. It speaks only when it fails."""
        done = subprocess.run(
            command, env={**self.environment, **environment}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-1000:]}{done.stderr[-3000:]}")

    def prepare(self, *, learners: int = 0) -> None:
        """Makes the database and loads the demo, which only a machine for trying things out may do."""
        self.run(*MANAGE, "collectstatic", "--noinput")  # first: addresses of static files stand in the URL patterns
        self.migrate()
        demo = ["load_demo", "--learners", str(learners)]
        self.run(*MANAGE, *demo, DJANGO_SETTINGS_MODULE="jadro.settings.dev", DEBUG="yes")

    def migrate(self) -> None:
        """A database file that was only migrated is kept for the next run, until a migration or a package changes."""
        if self.database:
            self.run(*MANAGE, "migrate")
            return
        here = self.folder / "jadro.sqlite3"
        kept = ROOT / "build" / f"bench-{supervisor.prepared_state()}.sqlite3"
        if not kept.exists():
            self.run(*MANAGE, "migrate")
            for old in kept.parent.glob("bench-*.sqlite3"):
                old.unlink()
            shutil.copy(here, kept)
        shutil.copy(kept, here)

    def enter(self) -> None:
        """Makes this process one of the installation's, so that it may use the site's own services and models."""
        import django

        os.environ.update(self.environment)
        django.setup()


@contextmanager
def temporary(postgres: str = "") -> Iterator[Installation]:
    """`postgres` is the address of a server without a database, such as postgres://postgres@127.0.0.1:5432; a database
    is made there and dropped afterwards."""
    # The servers are in sessions of their own; who ends this program ends them too.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    folder = Path(tempfile.mkdtemp(prefix="jadro-bench-"))
    port = free_port()
    database = f"jadro_bench_{os.getpid()}" if postgres else ""
    server = postgres.rstrip("/")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"{server}/{database}" if postgres else "",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "BASE_URL": f"https://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DEBUG": "no",
        "CACHE_URL": "",
        "CELERY_BROKER_URL": "",
        "EMAIL_URL": f"filemail://{folder / 'mail'}",
    }
    try:
        if database:
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {database}")
        yield Installation(folder, port, environment, database)
    finally:
        if database:
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        shutil.rmtree(folder, ignore_errors=True)
