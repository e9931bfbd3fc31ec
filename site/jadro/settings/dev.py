"""What `make run` uses: everything on this machine, demo sign-ins allowed."""

from django.core.management.utils import get_random_secret_key

from jadro.settings import env
from jadro.settings.base import *  # noqa: F403
from jadro.settings.base import DATA_DIR, SECRET_KEY, STORAGES

DEBUG = env.flag("DEBUG", True, "Shows errors in full and allows the demo sign-ins; never on a public machine")
REQUIRE_MFA = env.flag(
    "REQUIRE_MFA", not DEBUG, "Off while DEBUG is on: the demo people have no second step of signing in"
)

if not SECRET_KEY:
    # Kept in a file, so that a restart signs nobody out.
    _key_file = DATA_DIR / "secret_key"
    if not _key_file.exists():
        _key_file.write_text(get_random_secret_key(), encoding="utf-8")
        _key_file.chmod(0o600)
    SECRET_KEY = _key_file.read_text(encoding="utf-8")

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
