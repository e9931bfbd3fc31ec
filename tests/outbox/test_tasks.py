from datetime import timedelta

import pytest
import time_machine
from celery.schedules import crontab
from django.core import mail
from django.utils import timezone
from wagtail.models import Page

from jadro.celery import app
from jadro.outbox import registry, services, tasks
from jadro.outbox.choices import Status
from jadro.outbox.models import Job
from jadro.settings import base
from tests.factories import outbox as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("entry", base.CELERY_BEAT_SCHEDULE.values(), ids=list(base.CELERY_BEAT_SCHEDULE))
def test_every_entry_of_the_timetable_names_a_task_and_a_kind_of_job(entry):
    app.loader.import_default_modules()

    assert entry["task"] in app.tasks
    assert isinstance(entry["schedule"], float | crontab)
    for kind in entry.get("args", []):
        assert registry.job_kind(kind).name == kind


def test_deliver_and_run_job_take_ids():
    message, job = make.message(), make.job("forget_done_jobs")

    tasks.deliver(message.pk)
    tasks.run_job(job.pk)

    job.refresh_from_db()
    assert len(mail.outbox) == 1
    assert job.status == Status.DONE


def test_two_timetables_start_a_periodic_job_once():
    tasks.queue_job_now("publish_scheduled")
    tasks.queue_job_now("publish_scheduled")

    assert Job.objects.filter(kind="publish_scheduled").count() == 1


def test_a_page_that_is_due_is_published():
    root = Page.objects.get(depth=1)
    page = root.add_child(instance=Page(title="Отворено", slug="open", live=False, locale=root.locale))
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()

    services.run(services.queue_job("publish_scheduled").pk)
    page.refresh_from_db()
    assert page.live is False

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        services.run(services.queue_job("publish_scheduled").pk)
    page.refresh_from_db()
    assert page.live is True


def test_nightly_care_runs_through():
    job = services.queue_job("look_after_content")

    assert services.run(job.pk) is True
