"""What the worker is asked to do. Tasks take ids; the rows hold the rest."""

from contextlib import suppress

from celery import shared_task
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command
from django.utils.module_loading import import_string

from jadro.outbox import services, wagtail_tasks
from jadro.outbox.registry import Payload, job


@shared_task
def deliver(message_id: int) -> None:
    services.deliver(message_id)


@shared_task
def run_job(job_id: int) -> None:
    services.run(job_id)


@shared_task
def sweep() -> None:
    services.hand_over_what_waits()


@shared_task
def queue_job_now(kind: str) -> None:
    """For the timetable. As a row, a periodic job outlives a killed worker, and two timetables start it once."""
    services.queue_job(kind)


@job("publish_scheduled", lease_seconds=300)
def publish_scheduled(payload: Payload) -> None:
    call_command("publish_scheduled")


@job("look_after_content", lease_seconds=3600, tries=3)
def look_after_content(payload: Payload) -> None:
    """Nightly: puts right what an index missed, should a worker have been killed between a change and its index, and
    forgets sessions that have run out."""
    call_command("clearsessions")
    call_command("sync_locale_trees", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
    call_command("wagtail_update_index", verbosity=0)


@job("forget_done_jobs")
def forget_done_jobs(payload: Payload) -> None:
    services.forget_done_jobs()


@job("wagtail_task", lease_seconds=300)
def run_wagtail_task(payload: Payload) -> None:
    task = import_string(payload["task"])
    with suppress(ObjectDoesNotExist):  # deleted since: nothing is left to be indexed
        task.func(*payload["args"], **payload["kwargs"])


@job("localize_task", lease_seconds=1800)
def run_localize_task(payload: Payload) -> None:
    function = import_string(payload["function"])
    with suppress(ObjectDoesNotExist):  # a language or page that was deleted since
        args = [wagtail_tasks.unpack(value) for value in payload["args"]]
        kwargs = {name: wagtail_tasks.unpack(value) for name, value in payload["kwargs"].items()}
        function(*args, **kwargs)
