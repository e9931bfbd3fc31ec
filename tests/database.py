"""The test database: migrated once for each state of the schema, then copied, because migrating takes 12 seconds and a
copy none.

On SQLite the first one is kept as a file in `build/tests`, on PostgreSQL as a database beside the tests' own. Whatever
could change what the migrations write makes a new one; several processes wait for the one that makes it. The pages that
every course stands in are published into each copy, by the code as it is now.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.psycopg_any import sql

from jadro.outbox.models import Job
from tests.factories import learning

FOLDER = settings.BUILD_DIR / "tests"
# Any number that nobody else's advisory lock has.
LOCK = 20260301


# What a migrated database comes from besides migrations: models, of which Django makes permissions and content types,
# and what migrations import of our own.
SOURCES = {"apps.py", "choices.py", "language.py", "models.py", "roles.py"}
FOLDERS = {"migrations", "models"}


def fingerprint() -> str:
    """Of everything a migrated database comes from: migrations and their like, tables of data, packages, this file."""
    sources = [
        path
        for folder in ("site", "learning", "resources")
        for path in (settings.ROOT / folder).rglob("*")
        if path.suffix == ".tsv" or (path.suffix == ".py" and (path.name in SOURCES or FOLDERS & set(path.parts)))
    ]
    digest = hashlib.sha256()
    for path in sorted([*sources, settings.ROOT / "requirements-dev.txt", Path(__file__)]):
        digest.update(f"\0{path.relative_to(settings.ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def original_name() -> str:
    """Of the database that is never touched: the tests' own is named after it."""
    return str(settings.DATABASES["default"]["NAME"])


@contextmanager
def ready() -> Iterator[None]:
    """The database as the migrations leave it, in the place of the one in the settings."""
    before = original_name()
    creation: Any = connection.creation
    name = creation._get_test_db_name()
    if connection.vendor == "sqlite":
        _prepare_file(name)
    else:
        _prepare_on_server(name, f"test_{before}_made_")
    learning.front_and_section()
    # What a publication leaves to do waits in the outbox; a test begins with an empty one.
    Job.objects.all().delete()
    yield
    creation.destroy_test_db(before, verbosity=0)


def _make() -> None:
    """What the migrations write."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)


def _use(name: str) -> None:
    """As `create_test_db` does when it has made one."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _prepare_file(name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = FOLDER / f"{fingerprint()}.sqlite3"
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.exists():
            shutil.copyfile(made, name)
            _use(name)
            return
        _make()
        for older in FOLDER.glob("*.sqlite3*"):
            older.unlink()
        # Moved into its place when it is whole, so that an interrupted run leaves nothing that looks made.
        being_made = made.with_suffix(".sqlite3-new")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(being_made)])
        being_made.rename(made)


def _prepare_on_server(name: str, prefix: str) -> None:
    made = prefix + fingerprint()
    creation: Any = connection.creation
    with creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        existing = {each for (each,) in cursor.fetchall()}
        if made in existing:
            _copy(cursor, made, name)
        else:
            for older in existing:
                cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(older)))
            _make()
            connection.close()
            _copy(cursor, name, made)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    _use(name)


def _copy(cursor, source: str, target: str) -> None:
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(target)))
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    cursor.execute(copy.format(sql.Identifier(target), sql.Identifier(source)))
