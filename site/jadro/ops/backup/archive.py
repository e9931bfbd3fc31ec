"""The file of a backup: a ZIP archive with a line-by-line text of each table, every file of the storage and a manifest
that says what there must be. The archive's comment seals it: the SHA-256 of every byte before it.

    manifest.json    tables/<table>.jsonl    files/<name in the storage>
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from jadro.ops.backup import files
from jadro.ops.backup.errors import BackupError
from jadro.ops.backup.files import CHUNK_BYTES, StoredFile
from jadro.ops.backup.tables import Column, Table

FORMAT = 1
MANIFEST = "manifest.json"
SEAL_LENGTH = hashlib.sha256().digest_size * 2


@dataclass(frozen=True)
class StoredTable:
    """`last_id` is the highest key ever given out, which may belong to a row that is gone; None where keys are not
    counted."""

    table: Table
    rows: int
    sha256: str
    last_id: int | None


@dataclass
class Manifest:
    """What a backup holds. `missing_files` are named by rows and were not in the storage."""

    version: str
    made_at: str
    database: str
    migrations: list[tuple[str, str]]
    format: int = FORMAT
    tables: dict[str, StoredTable] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    missing_files: list[str] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def __str__(self) -> str:
        return f"{len(self.tables)} tables, {self.row_count} rows, {len(self.files)} files"

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        data = json.loads(text)
        if data.get("format") != FORMAT:
            raise BackupError(
                f"This backup has the format {data.get('format')}, and this version reads {FORMAT}: restore it with the"
                " version that wrote it. Nothing was changed."
            )
        data["migrations"] = [(app, name) for app, name in data["migrations"]]
        data["files"] = {name: StoredFile(**each) for name, each in data["files"].items()}
        data["tables"] = {name: _stored_table(each) for name, each in data["tables"].items()}
        return cls(**data)


def _stored_table(data: dict) -> StoredTable:
    description = data.pop("table")
    columns = tuple(Column(**column) for column in description.pop("columns"))
    return StoredTable(table=Table(columns=columns, **description), **data)


class Writer:
    """Writes a backup beside its place and moves it there when it is whole."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add_table(self, table: Table, lines: Iterable[bytes], *, last_id: int | None) -> StoredTable:
        digest, count = hashlib.sha256(), 0
        with self._archive.open(
            _member(_table_name(table.name), zipfile.ZIP_DEFLATED), "w", force_zip64=True
        ) as member:
            for line in lines:
                member.write(line)
                digest.update(line)
                count += 1
        return StoredTable(table, count, digest.hexdigest(), last_id)

    def add_file(self, name: str, content: IO[bytes]) -> StoredFile:
        # Pictures and documents are compressed already.
        with self._archive.open(_member(_file_name(name), zipfile.ZIP_STORED), "w", force_zip64=True) as member:
            return files.copied(content, member)

    def add_manifest(self, manifest: Manifest) -> None:
        self._archive.writestr(_member(MANIFEST, zipfile.ZIP_DEFLATED), manifest.to_json())


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A backup that appears at `path` when the block ends well; only its owner may read it, for it holds everything."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w+b") as file:
            os.chmod(part, 0o600)
            with zipfile.ZipFile(file, "w") as archive:
                yield Writer(archive)
                archive.comment = b"0" * SEAL_LENGTH
            file.seek(-SEAL_LENGTH, os.SEEK_END)
            end = file.tell()
            file.seek(0)
            seal = _digest(file, end)
            file.seek(end)
            file.write(seal)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class Reader:
    """A backup whose seal holds."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.manifest = Manifest.from_json(archive.read(MANIFEST))

    def lines(self, table: str) -> Iterator[bytes]:
        with self._archive.open(_table_name(table)) as member:
            yield from member

    def file(self, name: str) -> IO[bytes]:
        return self._archive.open(_file_name(name))


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Reads a backup from beginning to end, and opens it only when every byte is as it was written."""
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise BackupError(f"{path} is no backup, or its end is missing. Nothing was changed.")
        end = file.seek(0, os.SEEK_END) - SEAL_LENGTH
        file.seek(0)
        if _digest(file, end) != file.read():
            raise BackupError(
                f"{path} is damaged: it is not what was written. Nothing was changed; take another backup."
            )
        with zipfile.ZipFile(file) as archive:
            yield Reader(archive)


def _digest(file: IO[bytes], end: int) -> bytes:
    """The seal of the first `end` bytes from where the file stands, and leaves it there."""
    digest = hashlib.sha256()
    while end > 0 and (chunk := file.read(min(CHUNK_BYTES, end))):
        digest.update(chunk)
        end -= len(chunk)
    return digest.hexdigest().encode()


def _member(name: str, method: int) -> zipfile.ZipInfo:
    """The same rows give the same bytes: the moment is in the manifest alone."""
    member = zipfile.ZipInfo(name)
    member.compress_type = method
    return member


def _table_name(name: str) -> str:
    return f"tables/{name}.jsonl"


def _file_name(name: str) -> str:
    return f"files/{name}"
