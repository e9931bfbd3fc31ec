"""Jobs for the test of a killed worker: loaded by the worker, and run as a program that queues them.

A job is slow and leaves one row for its number, so that its effect can be counted and doing it twice shows nowhere.
"""

import sys
import time

from jadro.outbox.registry import Payload, job

SECONDS = 0.4


@job("slow", lease_seconds=4, tries=5)
def slow(payload: Payload) -> None:
    from jadro.outbox import services

    time.sleep(SECONDS)
    services.send(
        address=f"{payload['number']}@example.org",
        kind="slow",
        event="slow",
        subject=str(payload["number"]),
        text="",
        language="mk",
    )


def main(number_of_jobs: int) -> None:
    """Queues jobs in a new database, then hands over what waits every second, as the timetable does, until ended."""
    import django

    django.setup()
    from django.core.management import call_command

    from jadro.celery import app
    from jadro.outbox import services

    # Only the outbox and what it needs: the whole site takes a minute to migrate.
    call_command("migrate", "outbox", verbosity=0)
    app.control.purge()  # what an earlier run left with a broker that outlives it
    for number in range(number_of_jobs):
        services.queue_job("slow", key=str(number), payload={"number": number})
    while True:
        time.sleep(1)
        services.hand_over_what_waits()


if __name__ == "__main__":
    main(int(sys.argv[1]))
