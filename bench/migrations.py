"""Migrations on a record of a hundred thousand events, each killed half way: nothing may be lost, and it goes on.

    python -m bench.migrations                      SQLite, 100,000 events
    python -m bench.migrations --postgres postgres://postgres@127.0.0.1:5432

Each of `TRIED` is taken back, applied in one go to see how long it takes, taken back again, killed with `kill -9` half
way through that time, and applied. Ends with a line for each, and with status 1 when rows differ or one takes too long.
"""

import argparse
import subprocess
import sys
import time
from datetime import timedelta
from uuid import UUID, uuid4

from bench import ROOT, installation
from bench.installation import MANAGE, Installation
from bench.soak import say

# (app, the migration to go back to): what comes after it is tried, with all that builds on that. No way back here drops
# a table of `TABLES`: the migrations that make those have nothing under them when they run for the first time.
TRIED = (("accounts", "0002"), ("courses", "0001"), ("progress", "0001"), ("resources", "0002"), ("media", "0001"))
TABLES = ("progress_event", "progress_activitystate", "progress_coursesummary", "courses_activity", "accounts_user")
MOST_SECONDS = 60
LEARNERS = 1000


def fill(events: int) -> None:
    """Learners with an even share of the events, and a state for each last one."""
    from django.utils import timezone

    from jadro.accounts.models import User
    from learning.courses.models import Activity
    from learning.progress.choices import EventKind
    from learning.progress.models import ActivityState, Event

    each = events // LEARNERS
    learners = User.objects.bulk_create(User(email=f"learner-{number}@example.org") for number in range(LEARNERS))
    activities = Activity.objects.bulk_create(
        Activity(owner_key=UUID(int=number), kind="read") for number in range(each)
    )
    begun = timezone.now() - timedelta(days=30)
    made = Event.objects.bulk_create(
        (
            Event(
                request_id=uuid4(),
                learner=learner,
                activity=activity,
                kind=EventKind.DONE,
                recorded_at=begun + timedelta(seconds=number),
                language="mk",
            )
            for learner in learners
            for number, activity in enumerate(activities)
        ),
        batch_size=5000,
    )
    ActivityState.objects.bulk_create(
        (
            ActivityState(
                learner=event.learner,
                activity=event.activity,
                is_done=True,
                done_at=event.recorded_at,
                last_event=event,
            )
            for event in made
        ),
        batch_size=5000,
    )


def held() -> dict[str, int]:
    """Of each table a number that changes with any of its rows."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(f"SELECT * FROM {name} ORDER BY 1")  # noqa: S608  names of our own
            found[name] = hash(tuple(map(str, cursor.fetchall())))
    connection.close()
    return found


def migrate(site: Installation, *arguments: str) -> float:
    """How many seconds it takes."""
    began = time.monotonic()
    site.run(*MANAGE, "migrate", *arguments)
    return time.monotonic() - began


def is_killed(site: Installation, *, after: float) -> bool:
    """Starts to migrate; False when that ends before the blow."""
    process = subprocess.Popen([*MANAGE, "migrate"], cwd=ROOT, env=site.environment, stdout=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.migrations", description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--postgres", default="")
    asked = parser.parse_args()
    is_well = True
    with installation.temporary(asked.postgres) as site:
        site.migrate()
        site.enter()
        fill(asked.events)
        before, idle = held(), migrate(site)
        say(f"{asked.events:,} events; a start without anything to do takes {idle:.1f} s")
        for app, back in TRIED:
            migrate(site, app, back)
            whole = migrate(site)
            if held() != before:
                say(f"{app} after {back}: the way back itself takes rows away, so nothing can be told")
                is_well = False
                before = held()
                continue
            migrate(site, app, back)
            # The first part of the time is spent on starting.
            blow = "killed" if is_killed(site, after=(idle + whole) / 2) else "ended before the blow"
            again = migrate(site)
            is_same = held() == before
            is_well = is_well and is_same and max(whole, again) < MOST_SECONDS
            rows = "the same rows" if is_same else "OTHER ROWS"
            say(f"{app} after {back}: {whole:.1f} s; {blow}, then {again:.1f} s; {rows}")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
