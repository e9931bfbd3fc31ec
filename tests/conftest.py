"""What every test finds ready: compiled catalogues, folders for static files, one language, an empty cache, and a
database that holds what the migrations wrote, also after a test that flushed it."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation.reloader import translation_file_changed
from xdist.scheduler import LoadScopeScheduling

from jadro.editions.memory import facts
from jadro.editions.middleware import public_pages
from jadro.editions.serving import pages
from jadro.ops.build import messages
from learning.toolkits import blanks
from tests import database

# Modules and folders whose tests share what takes long to make, or a place on the disk: one process runs all of each.
TOGETHER = (
    "tests/accounts/test_admin_matrix.py",
    "tests/base/test_check_messages.py",
    "tests/demo/loaded/",
    "tests/demo/test_beside_editors.py",
    "tests/ops/test_headers.py",
    "tests/ops/test_sentinels.py",
    "tests/ops/test_surface.py",
)


class Together(LoadScopeScheduling):
    """Gives tests out one by one, and those of the modules and folders above first and as a whole.

    Not xdist's own groups, which are made in the names of the tests: with pytest 9.2 version 3.8 cannot change these.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((each for each in TOGETHER if nodeid.startswith(each)), nodeid)


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


def pytest_configure() -> None:
    for folder in (project_settings.STATIC_ROOT, project_settings.BUILD_DIR / "static"):
        Path(folder).mkdir(parents=True, exist_ok=True)
    for catalogue in Path(project_settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po"):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            messages.main([str(catalogue)])
            # Starting Django has read the old one already.
            translation_file_changed(None, compiled)


def pytest_collection_finish() -> None:
    """All that was imported stays to the end, and looking through it again and again for garbage takes a fifth of the
    time of an ordinary test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def _same_start_for_every_test() -> Iterator[None]:
    """A request leaves its language and time zone in the thread, and rate limits live in the cache."""
    cache.clear()
    for shelf in (facts, pages, public_pages, blanks.papers):
        shelf.clear()
    with translation.override(project_settings.LANGUAGE_CODE), timezone.override(None):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker) -> Iterator[None]:
    """In the place of pytest-django's, which migrates every time."""
    with django_db_blocker.unblock(), database.ready():
        yield


class FirstRows:
    """What is in the database before any test: Wagtail's locales, root page and site, our groups, regions and aims.

    A transactional test ends with a flush that takes these rows too, for good where the database is kept. Django's own
    serialized_rollback loads them beside the content types that the flush has made anew, under other ids, and fails.
    """

    def __init__(self, blocker: Any) -> None:
        self.blocker = blocker
        with blocker.unblock():
            self.content_types = list(ContentType.objects.all())
            self.rows = connection.creation.serialize_db_to_string()

    def put_back(self) -> None:
        with self.blocker.unblock():
            # With sequences begun anew PostgreSQL would give out the ids of the rows that come back.
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True, reset_sequences=False)
            ContentType.objects.clear_cache()
            # Before the rest: Wagtail's tasks look for theirs while they are made, and would make it under another id.
            ContentType.objects.bulk_create(self.content_types)
            connection.creation.deserialize_db_from_string(self.rows)
        cache.clear()


FIRST_ROWS = pytest.StashKey[FirstRows]()


@pytest.fixture(scope="session")
def first_rows(pytestconfig: pytest.Config, django_db_setup, django_db_blocker) -> None:
    pytestconfig.stash[FIRST_ROWS] = FirstRows(django_db_blocker)


def is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    by_fixture = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(by_fixture or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(autouse=True)
def _first_rows_are_known_before_a_flush(request: pytest.FixtureRequest) -> None:
    if is_transactional(request.node):
        request.getfixturevalue("first_rows")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Not in a fixture, which would end before the one that flushes. After the last test the database is gone."""
    yield
    if nextitem is not None and is_transactional(item) and FIRST_ROWS in item.config.stash:
        item.config.stash[FIRST_ROWS].put_back()


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """`signed_in(user)` is a browser of its own in which that person has signed in; keywords go to `Client`."""

    def sign_in(user, **options) -> Client:
        client = Client(**options)
        client.force_login(user)
        return client

    return sign_in
