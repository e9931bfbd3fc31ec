import pytest

from jadro.ops import checks


@pytest.fixture
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.mark.parametrize("variable", ["WEB_CONCURRENCY", "GRANIAN_WORKERS"])
def test_several_web_processes_need_a_shared_cache(variable, own_cache, monkeypatch):
    monkeypatch.setenv(variable, "2")

    assert [problem.id for problem in checks.cache_is_shared(None)] == ["jadro.E001"]


def test_one_web_process_may_have_its_own_cache(own_cache, monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "1")

    assert checks.cache_is_shared(None) == []


def test_several_web_processes_may_share_redis(settings, monkeypatch):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}
    monkeypatch.setenv("WEB_CONCURRENCY", "2")

    assert checks.cache_is_shared(None) == []


def test_a_database_server_with_a_folder_queue_is_warned_of(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    assert [problem.id for problem in checks.folder_queue_stays_on_one_machine(None)] == ["jadro.W001"]

    settings.CELERY_BROKER_URL = "redis://127.0.0.1:6379/0"
    assert checks.folder_queue_stays_on_one_machine(None) == []
