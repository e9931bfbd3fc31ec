"""Another network adds a language by settings and content alone.

Languages are read when Django starts, so the proof is a process that starts with other settings, not a patched one.
"""

import os
import subprocess
import sys

import pytest
from django.conf import settings

MODULE = "tests.settings_fourth_language"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": MODULE},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
def test_site_works_in_a_language_that_the_code_does_not_know():
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", f"--ds={MODULE}", "tests/base/fourth_language.py")

    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.slow
def test_another_language_needs_no_migration():
    done = run("manage.py", "makemigrations", "--check", "--dry-run")

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
