"""The settings of another network: one more language, and nothing else. For tests/base/fourth_language.py."""

import os

# The suite that starts this one may be using the database server.
os.environ.pop("TEST_DATABASE_URL", None)

from jadro.settings.test import *  # noqa: F403
from jadro.settings.test import LANGUAGES as OURS

LANGUAGES = [*OURS, ("tr", "Türkçe")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
