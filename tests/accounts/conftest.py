"""What the tests of the second step share."""

import pytest

NOON = "2026-11-24 12:00:00Z"


@pytest.fixture
def clock_that_stands(time_machine) -> None:
    """So that no code runs out between two lines."""
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def at_once(django_capture_on_commit_callbacks):
    """`with at_once():` does what waits for the commit, which a test never reaches."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
