"""What is wrong together although each variable is right by itself. Run by `manage.py check` and at every start."""

import os
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.files.storage import storages


@register(Tags.caches, deploy=True)
def cache_is_shared(app_configs, **kwargs) -> list[CheckMessage]:
    """With a cache of its own in each process, limits on guessing passwords count once per process."""
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache") and web_processes() > 1:
        return [
            Error(
                "Several web processes run, each with a cache of its own.",
                hint="Set CACHE_URL to a Redis server, or WEB_CONCURRENCY to 1.",
                id="jadro.E001",
            )
        ]
    return []


@register(Tags.database)
def folder_queue_stays_on_one_machine(app_configs, **kwargs) -> list[CheckMessage]:
    """A database server suggests several machines; the folder queue and its single worker serve one."""
    sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if not settings.DEBUG and not sqlite and settings.CELERY_BROKER_URL.startswith("filesystem"):
        return [
            Warning(
                "Background work is queued in a folder of this machine while the database is a server.",
                hint="Set CELERY_BROKER_URL to RabbitMQ or Redis when the site runs on more than one machine.",
                id="jadro.W001",
            )
        ]
    return []


@register(Tags.staticfiles, deploy=True)
def static_files_are_collected(app_configs, **kwargs) -> list[CheckMessage]:
    """Pages name their style sheets by a list that `collectstatic` writes; without it every page is an error."""
    storage: Any = storages["staticfiles"]  # a mixin of storages is none to mypy
    if isinstance(storage, ManifestFilesMixin) and storage.read_manifest() is None:
        return [
            Error(
                "The static files are not collected, so no page can be shown.",
                hint="Run manage.py collectstatic --noinput.",
                id="jadro.E002",
            )
        ]
    return []


def web_processes() -> int:
    """How many web processes the start script asks for; WEB_CONCURRENCY and GRANIAN_WORKERS are the servers' names."""
    for name in ("WEB_CONCURRENCY", "GRANIAN_WORKERS"):
        if os.environ.get(name, "").isdecimal():
            return int(os.environ[name])
    return 1
