"""What pytest and mypy use: nothing of this machine is read or left behind but a folder of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="jadro-test-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in ("CELERY_BROKER_URL", "CACHE_URL", "EMAIL_URL", "BASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "REQUIRE_MFA"):
    os.environ.pop(_name, None)
os.environ["DATA_DIR"] = str(_folder)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{_folder / 'jadro.sqlite3'}"

from jadro.settings.base import *  # noqa: E402, F403
from jadro.settings.base import DATABASES, STORAGES  # noqa: E402

SECRET_KEY = "only-for-tests-" + "x" * 50
DEBUG = False
REQUIRE_MFA = False  # the tests of it ask for it
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}  # indexes are not what is tested
WAGTAILLOCALIZE_JOBS = {"BACKEND": "wagtail_localize.tasks.ImmediateBackend"}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because a live server's threads need a second connection.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
