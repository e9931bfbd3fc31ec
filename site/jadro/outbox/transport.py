"""kombu's filesystem transport, made safe to read while it is written.

kombu writes a message under its final name, so a reader can meet half of it: the worker then ends with a
JSONDecodeError and the message is lost (https://github.com/celery/kombu/issues/1551). Here every file is written
beside and renamed, which is one step to any reader. It also keeps all files in its own folders, where kombu would read
a message by way of the system's temporary folder.
"""

import os
import time
import uuid
from pathlib import Path
from queue import Empty

from kombu.exceptions import OperationalError
from kombu.transport import filesystem
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads

LEFTOVER_SECONDS = 3600


class Channel(filesystem.Channel):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._remove_leftovers()

    def _remove_leftovers(self) -> None:
        """Files of a process that was killed between two steps. What they told still stands in the outbox."""
        oldest = time.time() - LEFTOVER_SECONDS
        for folder in {Path(self.data_folder_in), self.control_folder}:
            for path in [*folder.glob(".*.part"), *folder.glob(".*.taken")]:
                try:
                    if path.stat().st_mtime < oldest:
                        path.unlink()
                except FileNotFoundError:
                    pass  # another process was quicker

    def _put(self, queue, payload, **kwargs):  # type: ignore[override]  # kombu's own differs from its base
        name = f"{time.time_ns():020}_{uuid.uuid4()}.{queue}.msg"
        _write(Path(self.data_folder_out) / name, payload)

    def _names(self, queue):
        """Names of the waiting messages, oldest first."""
        try:
            names = os.listdir(self.data_folder_in)
        except OSError as error:
            raise OperationalError(f"The queue's folder cannot be read: {error.strerror}") from error
        return sorted(name for name in names if name.partition(".")[2] == f"{queue}.msg")

    def _size(self, queue):
        return len(self._names(queue))

    def _get(self, queue, timeout=None):
        folder = Path(self.data_folder_in)
        for name in self._names(queue):
            taken = folder / f".{name}.taken"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue  # another worker was quicker
            payload = taken.read_bytes()
            taken.unlink()
            return loads(bytes_to_str(payload))
        raise Empty

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        file = self._exchange_file(exchange)
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        table = self.get_table(exchange)
        if bound not in table:
            _write(file, [bound, *table])


def _write(path: Path, value) -> None:
    part = path.with_name(f".{path.name}.{uuid.uuid4()}.part")
    try:
        part.write_bytes(str_to_bytes(dumps(value)))
        part.replace(path)
    except OSError as error:
        raise OperationalError(f"The queue's folder cannot be written: {error.strerror}") from error


class Transport(filesystem.Transport):
    Channel = Channel
