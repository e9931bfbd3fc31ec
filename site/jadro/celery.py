"""The Celery application. What it carries and when is decided in the apps' tasks and in settings."""

import os
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.bootsteps import StartStopStep
from click import Option
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jadro.settings.dev")

# kombu takes no class path as a broker address; see the module for what ours mends.
TRANSPORT_ALIASES["filesystem"] = "jadro.outbox.transport:Transport"


class ClockThread(StartStopStep):
    """The clock of periodic work as a thread of the worker. Celery's own `-B` starts a process for it, which holds 100
    MB on a small machine to sleep in."""

    def __init__(self, worker: Any, clock: bool = False, **options: Any) -> None:
        self.enabled = clock
        super().__init__(worker, **options)

    def create(self, worker: Any) -> Any:
        return EmbeddedService(worker.app, thread=True, schedule_filename=worker.schedule_filename)


app = Celery("jadro")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.user_options["worker"].add(Option(["--clock"], is_flag=True, help="Also start periodic work; for one worker only."))
app.steps["worker"].add(ClockThread)
