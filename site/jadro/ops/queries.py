"""Do the parts the site stands on answer? Each question returns whether it does; the reason is only logged."""

import logging
import os
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.storage.filesystem import FileSystemStorage
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError

from jadro.celery import app

logger = logging.getLogger(__name__)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        return _silent("database", error)
    return True


def queue_answers() -> bool:
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        folder = str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
        return os.access(folder, os.W_OK | os.X_OK)
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=settings.CELERY_BROKER_CONNECTION_TIMEOUT)
    except (OperationalError, *app.connection_for_write().connection_errors) as error:
        return _silent("queue", error)
    return True


def storage_answers() -> bool:
    try:
        if isinstance(default_storage, FileSystemStorage):
            os.makedirs(default_storage.location, exist_ok=True)
            return os.access(default_storage.location, os.W_OK | os.X_OK)
        default_storage.exists("readyz")
    except OSError as error:
        return _silent("storage", error)
    return True


PARTS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "queue": queue_answers,
    "storage": storage_answers,
}


def _silent(part: str, error: Exception) -> bool:
    # The words of a driver hold host names and users, so only their kind is kept.
    logger.warning("The %s does not answer: %s.", part, type(error).__name__)
    return False
