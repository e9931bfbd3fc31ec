import logging
import re
import time
from contextvars import ContextVar
from typing import Any

# Addresses of people, keys of links that let somebody in, and the values that PostgreSQL repeats from a row it refused.
_OF_PEOPLE = re.compile(
    r"[^\s@'\"<>()]{1,64}@[^\s@'\"<>()]+|(?<=/password/reset/key/)[^/\s]+|(?<=^DETAIL:).*", re.MULTILINE
)


request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this thread answers; empty between two and in background work."""


def note_requests() -> None:
    """Has every record know which request it was written in, also when it is shown later."""
    make = logging.getLogRecordFactory()

    def made_in_request(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        own = request_id.get()
        record.within = f" [{own}]" if own else ""
        return record

    logging.setLogRecordFactory(made_in_request)


class UtcFormatter(logging.Formatter):
    """One line for each event, its time in UTC: lines of machines and seasons with other clocks stay in order. Lines of
    one request share its id. What would tell of a person is left out, in the words of errors too."""

    converter = time.gmtime  # type: ignore[assignment]  # as logging's documentation says

    def __init__(self) -> None:
        super().__init__(
            "{asctime}Z {levelname} {name}{within}: {message}", "%Y-%m-%dT%H:%M:%S", style="{", defaults={"within": ""}
        )

    def format(self, record: logging.LogRecord) -> str:
        return _OF_PEOPLE.sub("…", super().format(record))
