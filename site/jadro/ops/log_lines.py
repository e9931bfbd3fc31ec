import logging
import time


class UtcFormatter(logging.Formatter):
    """One line for each event, its time in UTC: lines of machines and seasons with other clocks stay in order."""

    converter = time.gmtime  # type: ignore[assignment]  # as logging's documentation says

    def __init__(self) -> None:
        super().__init__("{asctime}Z {levelname} {name}: {message}", "%Y-%m-%dT%H:%M:%S", style="{")
