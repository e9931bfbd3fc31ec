"""The demo content, loaded once for all tests of this folder: it takes half a minute, so they are marked slow."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase

from tests.factories import learning


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker) -> Iterator[None]:
    """They run in a transaction that is taken back after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        learning.nothing_written()
        with TestCase.captureOnCommitCallbacks(execute=True):
            call_command("load_demo", "--without-people", verbosity=0)
        yield
        transaction.set_rollback(True)
        cache.clear()
