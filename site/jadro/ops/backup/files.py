"""Files of a storage, read and copied in pieces."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.core.files.storage import Storage

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class StoredFile:
    size: int
    sha256: str


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file of a storage, those of a folder in the order of their names."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return  # nothing was uploaded yet, or the folder was removed a moment ago
    for name in sorted(files):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from names_in(storage, f"{folder}/{name}" if folder else name)


def copied(content: IO[bytes], to: IO[bytes] | None = None) -> StoredFile:
    """What went by, from where the content stands to its end; without `to` it is only measured."""
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
        if to is not None:
            to.write(chunk)
    return StoredFile(size, digest.hexdigest())


def stored(storage: Storage, name: str) -> StoredFile:
    with storage.open(name) as content:
        return copied(content)
