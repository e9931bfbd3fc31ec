"""What SQLite and PostgreSQL do each in their own way: a quiet view of a database that is being written to, and a
second database that is filled beside the first and takes its place in one step.

The one place outside settings and search that asks which engine it is. Rows go through `tables`, the same for both.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from jadro.ops.backup.errors import BackupError
from jadro.ops.backup.tables import Table

STAGE = "jadro_restoring"


class Engine(Protocol):
    def snapshot(self, beside: Path) -> Any:
        """A context: a connection to the database as it is at one moment. May need room for a copy `beside`."""

    def refuse_if_used(self) -> None:
        """Raises BackupError when somebody else is connected."""

    def begin_stage(self) -> dict[str, Any]:
        """Makes an empty database beside the present one and returns the settings that lead there."""

    def has_stage(self) -> bool: ...

    def promote_stage(self) -> None:
        """Puts it in the place of the present one: all of it, or nothing when this is cut short."""

    def discard_stage(self) -> None: ...

    def insert(self, table: Table, rows: Iterable[list[Any]]) -> None: ...

    def last_ids(self, source: BaseDatabaseWrapper) -> dict[str, int | None]:
        """The highest key that each table has ever given out by itself."""

    def count_on_from(self, table: Table, last_id: int) -> None: ...


def engine() -> Engine:
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()


@contextmanager
def pointed_at(settings: dict[str, Any]) -> Iterator[None]:
    """Leads the connection everybody uses to another database, so that migrations and indexes work on that one. For a
    process of its own: threads share these settings."""
    before = {name: connection.settings_dict[name] for name in settings}
    connection.close()
    connection.settings_dict.update(settings)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


class SQLite:
    def __init__(self) -> None:
        self.file = Path(connection.settings_dict["NAME"])
        self.stage = self.file.with_name(f"{self.file.name}.restoring")

    @contextmanager
    def snapshot(self, beside: Path) -> Iterator[BaseDatabaseWrapper]:
        # A long transaction would do as well, and make the log of writes grow for as long as a gigabyte takes to read.
        copied = beside.with_name(f"{beside.name}.snapshot")
        copied.unlink(missing_ok=True)
        source, reader = connection.copy(), connection.copy()
        reader.settings_dict["NAME"] = str(copied)
        reader.settings_dict["OPTIONS"] = {}
        try:
            with closing(source), source.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(copied)])
            with closing(reader):
                yield reader
        finally:
            copied.unlink(missing_ok=True)

    def refuse_if_used(self) -> None:
        connection.close()
        if not self.file.exists():
            return
        with closing(sqlite3.connect(self.file, timeout=1)) as own:
            try:
                # Leaving the log of writes is possible only to who is alone, and leaves no log behind that would be
                # taken for that of the next database.
                own.execute("PRAGMA journal_mode=DELETE").fetchone()
            except sqlite3.OperationalError as error:
                raise BackupError(
                    f"The database is in use ({error}): stop the web server and the worker, or make run. Nothing was"
                    " changed."
                ) from error
            except sqlite3.DatabaseError:
                return  # damaged: said when a copy of it is taken

    def begin_stage(self) -> dict[str, Any]:
        self.discard_stage()
        # Thrown away when it is cut short, so it need not be safe from that while it is filled.
        options = {**connection.settings_dict["OPTIONS"]}
        options["init_command"] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF"
        return {"NAME": str(self.stage), "OPTIONS": options}

    def has_stage(self) -> bool:
        return self.stage.exists()

    def promote_stage(self) -> None:
        self.refuse_if_used()
        for path in (self.stage, self.stage.parent):
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        self.stage.replace(self.file)

    def discard_stage(self) -> None:
        for path in (self.stage, self.stage.with_name(f"{self.stage.name}-journal")):
            path.unlink(missing_ok=True)

    def insert(self, table: Table, rows: Iterable[list[Any]]) -> None:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(column.name) for column in table.columns)
        places = ", ".join("?" for _ in table.columns)
        with connection.cursor() as cursor, connection.wrap_database_errors:
            # Past Django's cursor, which looks for its own marks in each statement again.
            cursor.cursor.connection.executemany(
                f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({places})",  # noqa: S608  names of models
                rows,
            )

    def last_ids(self, source: BaseDatabaseWrapper) -> dict[str, int | None]:
        with source.cursor() as cursor:
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return dict(cursor.fetchall())

    def count_on_from(self, table: Table, last_id: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last_id])


class PostgreSQL:
    @contextmanager
    def snapshot(self, beside: Path) -> Iterator[BaseDatabaseWrapper]:
        with closing(connection.copy()) as source:
            source.set_autocommit(False)
            with source.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield source
            source.rollback()

    def refuse_if_used(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
            (others,) = cursor.fetchone()
        if others:
            raise BackupError(
                f"The database is in use ({others} other connections): stop the web servers, the workers and whoever"
                " else is connected. Nothing was changed."
            )

    def begin_stage(self) -> dict[str, Any]:
        self.discard_stage()
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {STAGE}")
        options = connection.settings_dict["OPTIONS"]
        given = options.get("options", "")
        return {"OPTIONS": {**options, "options": f"{given} -c search_path={STAGE}".strip()}}

    def has_stage(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [STAGE])
            return cursor.fetchone()[0] > 0

    def promote_stage(self) -> None:
        self.refuse_if_used()
        source = connection.copy()
        quote = source.ops.quote_name
        with closing(source):
            source.set_autocommit(False)
            with source.cursor() as cursor:
                cursor.execute("SELECT current_schema()")
                (place,) = cursor.fetchone()
                cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [STAGE])
                tables = [name for (name,) in cursor.fetchall()]
                # Table by table and not the schema as a whole: what else is kept there stays, and who may use it.
                gone = ", ".join(f"{quote(place)}.{quote(name)}" for name in tables)
                cursor.execute(f"DROP TABLE IF EXISTS {gone}")
                for name in tables:
                    cursor.execute(f"ALTER TABLE {STAGE}.{quote(name)} SET SCHEMA {quote(place)}")
                cursor.execute(f"DROP SCHEMA {STAGE}")
            source.commit()

    def discard_stage(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {STAGE} CASCADE")

    def insert(self, table: Table, rows: Iterable[list[Any]]) -> None:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(column.name) for column in table.columns)
        with (
            connection.cursor() as cursor,
            connection.wrap_database_errors,
            cursor.cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def last_ids(self, source: BaseDatabaseWrapper) -> dict[str, int | None]:
        with source.cursor() as cursor:
            cursor.execute(
                """
                SELECT tables.relname, counted.last_value
                FROM pg_class sequences
                JOIN pg_depend ON pg_depend.objid = sequences.oid AND pg_depend.deptype IN ('a', 'i')
                    AND pg_depend.classid = 'pg_class'::regclass AND pg_depend.refclassid = 'pg_class'::regclass
                JOIN pg_class tables ON tables.oid = pg_depend.refobjid
                JOIN pg_namespace ON pg_namespace.oid = sequences.relnamespace
                JOIN pg_sequences counted
                    ON counted.schemaname = pg_namespace.nspname AND counted.sequencename = sequences.relname
                WHERE sequences.relkind = 'S' AND pg_namespace.nspname = current_schema()
                """
            )
            return dict(cursor.fetchall())

    def count_on_from(self, table: Table, last_id: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [connection.ops.quote_name(table.name), table.key, last_id],
            )
