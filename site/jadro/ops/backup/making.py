"""Making a backup while the site runs and writes: everything saved before it began is in it."""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from jadro.ops.backup import archive, files, tables
from jadro.ops.backup.archive import Manifest
from jadro.ops.backup.engines import engine
from jadro.ops.backup.errors import BackupError
from jadro.ops.backup.files import StoredFile
from jadro.ops.backup.tables import Table

NOT_OURS = "not a table of this platform"
LEFT_OUT_ELSEWHERE = {
    "SECRET_KEY and every other variable": "a backup must not open what it is a copy of; keep them elsewhere",
    "the queue": "it carries numbers of rows only, which are handed over again",
    "the cache": "made again; limits on guessing begin anew",
    "static files and the timetable's file": "made again",
}


def make(path: Path) -> Manifest:
    """Writes a backup, reads it back and returns what is in it. What stands at `path` is replaced when the new one is
    whole."""
    with archive.written(path) as writer, engine().snapshot(path) as source:
        manifest = Manifest(
            version=platform_version(),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            database=source.vendor,
            migrations=applied_migrations(source),
        )
        kept = tables.kept_tables(MigrationLoader(source).project_state(manifest.migrations).apps)
        manifest.left_out = _left_out(source, kept)
        last_ids = engine().last_ids(source)
        named: set[str] = set()
        for table in kept:
            last_id = _last_id(source, table, last_ids)
            lines = _noting_files(table, tables.lines(source, table), named)
            manifest.tables[table.name] = writer.add_table(table, lines, last_id=last_id)
        manifest.files = dict(_add_files(writer))
        manifest.missing_files = sorted(named - manifest.files.keys())
        writer.add_manifest(manifest)
    with archive.opened(path) as reader:
        return reader.manifest


def platform_version() -> str:
    project = tomllib.loads((settings.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def applied_migrations(source: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """The migrations that made this database what it is, which may be fewer than the code has."""
    loader = MigrationLoader(source)
    unknown = sorted(
        name
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    )
    if unknown:
        raise BackupError(
            f"The database was migrated by a newer version ({unknown[0]}): take the backup with that version. Nothing"
            " was written."
        )
    applied = sorted(key for key in loader.applied_migrations if key in loader.graph.nodes)
    if not applied:
        raise BackupError("There is nothing to take a backup of: the database is empty. Nothing was written.")
    return applied


def _left_out(source: BaseDatabaseWrapper, kept: Iterable[Table]) -> dict[str, str]:
    """Also names tables nobody decided on: those that are not of this platform."""
    known = {table.name for table in kept} | {"django_migrations"}
    reasons = {**LEFT_OUT_ELSEWHERE}
    with source.cursor() as cursor:
        for name in source.introspection.table_names(cursor):
            if name in tables.LEFT_OUT_TABLES:
                reasons[name] = tables.LEFT_OUT_TABLES[name]
            elif name not in known and not name.startswith("wagtailsearch_indexentry_fts"):
                reasons[name] = NOT_OURS
    return reasons


def _last_id(source: BaseDatabaseWrapper, table: Table, last_ids: dict[str, int | None]) -> int | None:
    """Never given out again after a restore, even if its row is gone: other rows may still speak of it."""
    if not table.counts_its_keys:
        return None
    quote = source.ops.quote_name
    with source.cursor() as cursor:
        cursor.execute(f"SELECT max({quote(table.key)}) FROM {quote(table.name)}")  # noqa: S608  names of models
        (highest,) = cursor.fetchone()
    return max(filter(None, (highest, last_ids.get(table.name))), default=None)


def _noting_files(table: Table, lines: Iterable[bytes], named: set[str]) -> Iterator[bytes]:
    """Notes the names of files that pass by."""
    places = [place for place, column in enumerate(table.columns) if column.kind == "FileField"]
    for line in lines:
        if places:
            values = tables.values_of(line)
            named.update(values[place] for place in places if values[place])
        yield line


def _add_files(writer: archive.Writer) -> Iterator[tuple[str, StoredFile]]:
    for name in files.names_in(default_storage):
        try:
            content = default_storage.open(name)
        except FileNotFoundError:
            continue  # deleted a moment ago; a row that still names it is told of in the manifest
        with content:
            yield name, writer.add_file(name, content)
