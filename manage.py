#!/usr/bin/env python
"""Runs Django's commands with the source roots on the path, for this process and its children."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    roots = [str(ROOT), str(ROOT / "site")]
    sys.path[:0] = [root for root in roots if root not in sys.path]
    inherited = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([*roots, *filter(None, inherited.split(os.pathsep))]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jadro.settings.dev")

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(f"{wrong}")
    except OperationalError as wrong:
        reason = str(wrong).strip().splitlines()[0]
        sys.exit(f"The database does not answer ({reason}): check DATABASE_URL, and that its server runs.")


if __name__ == "__main__":
    main()
