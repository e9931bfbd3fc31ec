import hashlib
from collections.abc import Iterator

from django.core.files.storage import Storage
from django.db.backends.base.base import BaseDatabaseWrapper

from jadro.ops.backup import files, tables
from jadro.ops.backup.archive import Manifest


def differences(source: BaseDatabaseWrapper, storage: Storage, manifest: Manifest) -> Iterator[str]:
    """What a database and a storage hold otherwise than a backup, told by the name of the table or file. Every row and
    every file is read."""
    for name, kept in manifest.tables.items():
        digest, count = hashlib.sha256(), 0
        for line in tables.lines(source, kept.table):
            digest.update(line)
            count += 1
        if count != kept.rows:
            yield f"table {name}: {count} rows, and {kept.rows} in the backup"
        elif digest.hexdigest() != kept.sha256:
            yield f"table {name}: other values than in the backup"
    present = set(files.names_in(storage))
    for name in sorted(present - manifest.files.keys()):
        yield f"file {name}: not in the backup"
    for name, wanted in manifest.files.items():
        if name not in present:
            yield f"file {name}: missing"
        elif files.stored(storage, name) != wanted:
            yield f"file {name}: other content than in the backup"
