"""What every test finds ready: compiled catalogues, folders for static files, one language, an empty cache, and a
database that holds what the migrations wrote, also after a test that flushed it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as project_settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation.reloader import translation_file_changed

from jadro.editions.memory import facts
from jadro.editions.middleware import public_pages
from jadro.editions.serving import pages
from jadro.ops.build import messages


def pytest_configure() -> None:
    for folder in (project_settings.STATIC_ROOT, project_settings.BUILD_DIR / "static"):
        Path(folder).mkdir(parents=True, exist_ok=True)
    for catalogue in Path(project_settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po"):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            messages.main([str(catalogue)])
            # Starting Django has read the old one already.
            translation_file_changed(None, compiled)


@pytest.fixture(autouse=True)
def _same_start_for_every_test() -> Iterator[None]:
    """A request leaves its language and time zone in the thread, and rate limits live in the cache."""
    cache.clear()
    for shelf in (facts, pages, public_pages):
        shelf.clear()
    with translation.override(project_settings.LANGUAGE_CODE), timezone.override(None):
        yield


class FirstRows:
    """What the migrations wrote: Wagtail's locales, root page and site, our groups, regions and aims.

    A transactional test ends with a flush that takes these rows too, for good where the database is kept. Django's own
    serialized_rollback loads them beside the content types that the flush has made anew, under other ids, and fails.
    """

    def __init__(self) -> None:
        self.content_types = list(ContentType.objects.all())
        self.rows = connection.creation.serialize_db_to_string()
        self.are_there = True

    def put_back(self) -> None:
        if self.are_there:
            return
        # With sequences begun anew PostgreSQL would give out the ids of the rows that come back.
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True, reset_sequences=False)
        ContentType.objects.clear_cache()
        # Before the rest: Wagtail's tasks look for theirs while they are made, and would make it under another id.
        ContentType.objects.bulk_create(self.content_types)
        connection.creation.deserialize_db_from_string(self.rows)
        cache.clear()
        self.are_there = True


@pytest.fixture(scope="session")
def first_rows(django_db_setup, django_db_blocker) -> Iterator[FirstRows]:
    with django_db_blocker.unblock():
        rows = FirstRows()
    yield rows
    with django_db_blocker.unblock():
        rows.put_back()


@pytest.fixture(autouse=True)
def _first_rows_for_transactional_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """pytest-django runs these tests last, so putting the rows back before each of them is enough for all."""
    marker = request.node.get_closest_marker("django_db")
    by_fixture = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not (by_fixture or (marker and marker.kwargs.get("transaction"))):
        yield
        return
    rows: FirstRows = request.getfixturevalue("first_rows")
    request.getfixturevalue("transactional_db")
    rows.put_back()
    rows.are_there = False
    yield


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """`signed_in(user)` is a browser of its own in which that person has signed in; keywords go to `Client`."""

    def sign_in(user, **options) -> Client:
        client = Client(**options)
        client.force_login(user)
        return client

    return sign_in
