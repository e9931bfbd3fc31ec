import pytest
from django.test import override_settings
from django_tasks import task_backends
from wagtail.models import Locale, Page
from wagtail.tasks import update_reference_index_task
from wagtail_localize.models import LocaleSynchronization
from wagtail_localize.synctree import PageIndex, synchronize_tree

from jadro.outbox import services
from jadro.outbox.choices import Status
from jadro.outbox.models import Job
from jadro.outbox.wagtail_tasks import CeleryBackend, LocalizeBackend

pytestmark = pytest.mark.django_db


@pytest.fixture
def backend() -> CeleryBackend:
    return CeleryBackend("default", {})


def test_the_settings_of_the_site_name_our_backends():
    from jadro.settings import base

    with override_settings(TASKS=base.TASKS):
        assert isinstance(task_backends.create_connection("default"), CeleryBackend)
    assert base.WAGTAILLOCALIZE_JOBS["BACKEND"].rpartition(".")[2] == LocalizeBackend.__name__


def test_an_index_asked_for_twice_is_made_once(backend):
    page = Page.objects.get(depth=1)
    for _save in range(2):
        backend.enqueue(update_reference_index_task, ("wagtailcore", "page", page.pk), {})

    job = Job.objects.get(kind="wagtail_task")
    assert services.run(job.pk) is True
    job.refresh_from_db()
    assert job.status == Status.DONE


def test_an_index_of_a_page_that_was_deleted_is_done(backend):
    backend.enqueue(update_reference_index_task, ("wagtailcore", "page", 404_404), {})

    assert services.run(Job.objects.get(kind="wagtail_task").pk) is True


def test_copying_a_tree_into_another_language_becomes_a_job():
    macedonian = Locale.objects.get(language_code="mk")
    english, _made = Locale.objects.get_or_create(language_code="en")
    LocalizeBackend({}).enqueue(synchronize_tree, args=[macedonian, english], kwargs={"page_index": None})

    job = Job.objects.get(kind="localize_task")
    assert job.payload["args"] == [
        {"model": "wagtailcore.Locale", "pk": macedonian.pk},
        {"model": "wagtailcore.Locale", "pk": english.pk},
    ]
    assert services.run(job.pk) is True


def test_a_job_for_a_language_that_was_deleted_is_done():
    turkish = Locale.objects.create(language_code="tr")
    LocalizeBackend({}).enqueue(synchronize_tree, args=[turkish, turkish], kwargs={})
    LocaleSynchronization.objects.all().delete()
    Locale.objects.filter(pk=turkish.pk).delete()

    assert services.run(Job.objects.get(kind="localize_task").pk) is True


def test_what_no_row_can_hold_is_done_at_once():
    calls = []

    def collect(index):
        calls.append(index)

    LocalizeBackend({}).enqueue(collect, args=[PageIndex([])], kwargs={})

    assert len(calls) == 1
    assert not Job.objects.exists()
