"""Learners and editors do what they like in any order; after every step the record still keeps its promises.

`make soak-record` takes more steps (docs/developers).
"""

import os

import pytest

from learning.progress.models import Completion, Event
from tests.progress.machine import Machine

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.every_engine]

STEPS = int(os.environ.get("MACHINE_STEPS", "200"))
SEED = int(os.environ.get("MACHINE_SEED", "20261124"))
# Each step looks through all that was written before, so a machine that goes on for ever only becomes slow.
MOST = 500


def rounds() -> list[tuple[int, int]]:
    """Seeds and numbers of steps of as many machines as are needed."""
    return [(SEED + number, min(MOST, STEPS - done)) for number, done in enumerate(range(0, STEPS, MOST))]


@pytest.mark.parametrize(("seed", "steps"), rounds())
def test_whatever_learners_and_editors_do_the_record_keeps_its_promises(seed, steps):
    machine = Machine(seed)

    for number in range(1, steps + 1):
        machine.step()
        # All figures of everybody now and then, of one person always: it is what takes long.
        learners = machine.learners if number % 20 == 0 else [machine.chance.choice(machine.learners)]
        try:
            machine.check(learners)
        except AssertionError as difference:
            difference.add_note(f"seed {seed}, step {number}: ..., {', '.join(machine.story[-8:])}")
            raise

    assert Event.objects.count() > steps // 8
    assert Completion.objects.exists()
    assert set(machine.story) == set(machine.tasks)
