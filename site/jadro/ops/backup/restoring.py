"""Putting a backup in the place of what is here. Everything is made beside it, brought up to date and proven there, and
takes its place at the very end: whatever goes wrong before, the old data is as it was.
"""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from jadro.ops.backup import archive, files, making, proving, tables
from jadro.ops.backup.archive import Manifest, Reader
from jadro.ops.backup.engines import Engine, engine, pointed_at
from jadro.ops.backup.errors import BackupError

# One row in any of these, or one file, and there is something to lose.
TABLES_THAT_HOLD_WORK = ("accounts_user", "progress_event", "wagtailcore_revision")


def restore(path: Path, *, replace: bool, say: Callable[[str], None]) -> Manifest:
    """Replaces database and storage by those of a backup and returns what they were proven to hold.

    Raises BackupError when the backup is damaged or of a newer version, when something else is connected, and when
    there is work here already unless `replace`; then a backup of it is taken first.
    """
    its_engine, folders = engine(), Folders(default_storage)
    with archive.opened(path) as reader:
        try:
            _refuse_newer(reader.manifest)
            its_engine.refuse_if_used()
            folders.mend(its_engine)
            _keep_what_is_here(replace, say)
        except DatabaseError as error:
            raise BackupError(
                f"The database here cannot be read ({error}), so no copy of it can be kept: move it away, then restore."
                " Nothing was changed."
            ) from error
        try:
            with pointed_at(its_engine.begin_stage()):
                _fill(reader, its_engine)
                folders.fill(reader)
                _prove(reader.manifest, folders.stage)
                _bring_up_to_date(reader.manifest, say)
            cache.clear()
            folders.promote()
            its_engine.promote_stage()
        finally:
            folders.mend(its_engine)
            its_engine.discard_stage()
        return reader.manifest


def compare(path: Path) -> tuple[Manifest, list[str]]:
    """What is in a backup, and what here differs from it now."""
    with archive.opened(path) as reader:
        _refuse_newer(reader.manifest)
        with engine().snapshot(Path(settings.DATA_DIR) / path.name) as source:
            if making.applied_migrations(source) != reader.manifest.migrations:
                return reader.manifest, [
                    "migrations: the tables here are of another version, so rows were not compared"
                ]
            return reader.manifest, list(proving.differences(source, default_storage, reader.manifest))


def _refuse_newer(manifest: Manifest) -> None:
    present = making.platform_version()
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    unknown = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if unknown or _numbers(manifest.version) > _numbers(present):
        reason = f"which has {unknown[0]}" if unknown else f"and this is {present}"
        raise BackupError(
            f"This backup is of version {manifest.version}, {reason}: install that version or a newer one, then"
            " restore. Nothing was changed."
        )


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdecimal()]


def _keep_what_is_here(replace: bool, say: Callable[[str], None]) -> None:
    if not _holds_work():
        return
    if not replace:
        raise BackupError(
            "There is work here already, which a restore replaces: say --replace if it shall be. A copy of it is kept"
            " then. Nothing was changed."
        )
    copy = Path(settings.DATA_DIR) / datetime.now(UTC).strftime("before-restore-%Y%m%d-%H%M%S.zip")
    making.make(copy)
    say(f"What was here is kept in {copy}.")


def _holds_work() -> bool:
    if next(files.names_in(default_storage), None) is not None:
        return True
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for name in TABLES_THAT_HOLD_WORK:
            if name in present:
                cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608  a name written above
                if cursor.fetchone():
                    return True
    return False


def _fill(reader: Reader, its_engine: Engine) -> None:
    """Makes the tables as they were when the backup was taken, with its rows and no others."""
    executor = MigrationExecutor(connection)
    executor.migrate(_last_ones(executor.loader, reader.manifest.migrations))
    kept = [stored.table for stored in reader.manifest.tables.values()]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
    emptied = [table.name for table in kept] + sorted(present & tables.LEFT_OUT_TABLES.keys())
    with transaction.atomic():
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), emptied, reset_sequences=True))
        for name, stored in reader.manifest.tables.items():
            its_engine.insert(stored.table, tables.rows(connection, stored.table, reader.lines(name)))
            if stored.last_id is not None:
                its_engine.count_on_from(stored.table, stored.last_id)
    ContentType.objects.clear_cache()


def _last_ones(loader: MigrationLoader, applied: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that none of the others builds upon; asking for one that has been passed would undo what came after."""
    among = {key for key in applied if key in loader.graph.nodes}
    return [key for key in sorted(among) if not among & {child.key for child in loader.graph.node_map[key].children}]


def _prove(manifest: Manifest, storage: Storage) -> None:
    connection.check_constraints()
    found = list(proving.differences(connection, storage, manifest))
    if found:
        raise BackupError(
            "What was restored is not what is in the backup: " + "; ".join(found) + ". The old data was not touched."
        )


def _bring_up_to_date(manifest: Manifest, say: Callable[[str], None]) -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", verbosity=0, interactive=False)
        say(f"Brought from version {manifest.version} to this one by {len(plan)} migrations.")
    call_command("wagtail_update_index", verbosity=0)


class Folders:
    """The folder of a storage, the one filled beside it, and the one that waits for the new database to be in place."""

    def __init__(self, storage: Storage) -> None:
        if not isinstance(storage, FileSystemStorage):
            raise BackupError("Files are restored into a folder only, and the storage is another. Nothing was changed.")
        self.live = Path(storage.location).resolve()
        self.staged = self.live.with_name(f"{self.live.name}.restoring")
        self.former = self.live.with_name(f"{self.live.name}.former")
        self.stage = FileSystemStorage(location=self.staged)

    def fill(self, reader: Reader) -> None:
        self.staged.mkdir(parents=True)
        for name in reader.manifest.files:
            place = Path(self.stage.path(name))
            place.parent.mkdir(parents=True, exist_ok=True)
            with reader.file(name) as content, place.open("wb") as file:
                files.copied(content, file)

    def promote(self) -> None:
        if self.live.exists():
            self.live.rename(self.former)
        self.staged.rename(self.live)

    def mend(self, its_engine: Engine) -> None:
        """Ends what was begun, also by a restore that was killed: while the new database is not in place the old files
        belong there, afterwards nobody needs them."""
        if self.former.exists() and its_engine.has_stage():
            shutil.rmtree(self.live, ignore_errors=True)
            self.former.rename(self.live)
        for folder in (self.staged, self.former):
            shutil.rmtree(folder, ignore_errors=True)
