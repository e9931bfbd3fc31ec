import logging
import re
import time

# Addresses of people, keys of links that let somebody in, and the values that PostgreSQL repeats from a row it refused.
_OF_PEOPLE = re.compile(
    r"[^\s@'\"<>()]{1,64}@[^\s@'\"<>()]+|(?<=/password/reset/key/)[^/\s]+|(?<=^DETAIL:).*", re.MULTILINE
)


class UtcFormatter(logging.Formatter):
    """One line for each event, its time in UTC: lines of machines and seasons with other clocks stay in order. What
    would tell of a person is left out, in the words of errors too."""

    converter = time.gmtime  # type: ignore[assignment]  # as logging's documentation says

    def __init__(self) -> None:
        super().__init__("{asctime}Z {levelname} {name}: {message}", "%Y-%m-%dT%H:%M:%S", style="{")

    def format(self, record: logging.LogRecord) -> str:
        return _OF_PEOPLE.sub("…", super().format(record))
