"""The cache that several processes share: run when TEST_CACHE_URL names one."""

import os
import uuid

import pytest
from django.core.cache import caches

from jadro.settings import env

CACHE_URL = os.environ.get("TEST_CACHE_URL", "")


@pytest.mark.skipif(not CACHE_URL, reason="TEST_CACHE_URL is not set")
def test_two_processes_see_one_count(settings, monkeypatch):
    monkeypatch.setenv("CACHE_URL", CACHE_URL)
    monkeypatch.setattr(env, "VARIABLES", [])
    settings.CACHES = {name: env.cache("CACHE_URL", "", "") for name in ("default", "other_process")}
    key = f"tries:{uuid.uuid4()}"

    caches["default"].add(key, 0, timeout=30)
    caches["default"].incr(key)
    caches["other_process"].incr(key)

    assert caches["default"].get(key) == 2
