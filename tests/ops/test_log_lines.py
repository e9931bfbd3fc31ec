import logging

from jadro.ops.log_lines import UtcFormatter


def test_a_line_says_when_in_utc_how_bad_and_where():
    record = logging.LogRecord("jadro.outbox", logging.WARNING, __file__, 1, "Row %s waits.", (7,), None)
    record.created = 1_772_971_200  # 8 March 2026, 12:00 UTC

    assert UtcFormatter().format(record) == "2026-03-08T12:00:00Z WARNING jadro.outbox: Row 7 waits."
