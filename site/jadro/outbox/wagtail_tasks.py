"""Carries the work Wagtail and wagtail-localize put off (indexes, files, copying of page trees) as jobs.

As rows they are written in the editor's transaction and outlive a killed worker. Asked for twice while waiting, such
as the index of a page that is saved again and again, they run once. `tasks` has the functions that do them.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError
from django_tasks.utils import get_random_id, normalize_json

from jadro.outbox import services


class CeleryBackend(BaseTaskBackend):
    """The `TASKS` backend: no result is kept, Wagtail asks for none."""

    def enqueue(self, task: Task, args, kwargs) -> TaskResult:
        self.validate_task(task)
        if task.takes_context:
            raise InvalidTaskError("Tasks that take a context are not carried.")
        payload = {"task": task.module_path, "args": normalize_json(list(args)), "kwargs": normalize_json(kwargs)}
        _queue("wagtail_task", payload)
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=payload["args"],
            kwargs=payload["kwargs"],
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


class LocalizeBackend:
    """The `WAGTAILLOCALIZE_JOBS` backend: the copying of a tree into another language becomes a job.

    Its other call, sending a whole sub-tree for translation, hands over bound forms, which no row can hold: that one
    is done at once, as wagtail-localize does by itself. (Its base class cannot be imported here: its module imports
    this one.)
    """

    def __init__(self, options: dict) -> None:
        pass

    def enqueue(self, func: Callable, args, kwargs) -> None:
        try:
            payload = {
                "function": f"{func.__module__}.{func.__qualname__}",
                "args": [_pack(value) for value in args],
                "kwargs": {name: _pack(value) for name, value in kwargs.items()},
            }
        except TypeError:
            func(*args, **kwargs)
            return
        _queue("localize_task", payload)


def _queue(kind: str, payload: dict[str, Any]) -> None:
    text = json.dumps(payload, sort_keys=True)
    services.queue_job(kind, key=hashlib.sha256(text.encode()).hexdigest(), payload=payload)


def _pack(value: Any) -> Any:
    """A value as JSON, a saved row as the name of its model and its key. `TypeError` for anything else."""
    if isinstance(value, Model):
        return {"model": value._meta.label, "pk": value.pk}
    if isinstance(value, str | int | None):
        return value
    raise TypeError(f"{type(value).__name__} cannot be kept in a job.")


def unpack(value: Any) -> Any:
    """The value that `_pack` made JSON of. `ObjectDoesNotExist` when the row was deleted since."""
    if isinstance(value, dict):
        return apps.get_model(value["model"])._default_manager.get(pk=value["pk"])
    return value
