"""The Celery application. What it carries and when is decided in the apps' tasks and in settings."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jadro.settings.dev")

# kombu takes no class path as a broker address; see the module for what ours mends.
TRANSPORT_ALIASES["filesystem"] = "jadro.outbox.transport:Transport"

app = Celery("jadro")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
