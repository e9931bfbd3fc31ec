"""What people see of an installation, as JSON: the figures of everybody who learns and what each address answers. Run as
a script by the test and by `release.py`, in the environment of the installation.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def figures() -> dict[str, list]:
    from jadro.accounts.models import User
    from learning.progress import queries as progress

    found = {}
    for learner in User.objects.filter(enrolments__isnull=False).distinct().order_by("email"):
        keys = progress.followed_courses(learner)
        explained = progress.explain_all(learner, keys, learner.language)
        found[learner.email] = [_figures(explained[key]) for key in keys]
    return found


def _figures(explanation: Any) -> dict[str, Any]:
    return {
        "done": explanation.done,
        "required": explanation.required,
        "outline": explanation.outline_number,
        "enrolled": str(explanation.enrolled_at),
        "completed": str(explanation.completed_at),
        "items": {str(item.part.page_key): str(item.done_at) for item in explanation.items},
        "next": explanation.next_url,
    }


def addresses() -> dict[str, list]:
    """What a visitor is answered: the status, and where they are sent."""
    from django.test import Client
    from wagtail.contrib.redirects.models import Redirect
    from wagtail.models import Page

    paths = {page.get_url() for page in Page.objects.live().filter(depth__gt=1)}
    paths |= {redirect.old_path for redirect in Redirect.objects.all()}
    visitor = Client(headers={"host": "localhost"})
    answers = {path: visitor.get(path) for path in sorted(paths)}
    return {path: [answer.status_code, answer.headers.get("Location", "")] for path, answer in answers.items()}


def rows() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        counts = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608  names of tables
            counts[name] = cursor.fetchone()[0]
    return counts


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jadro.settings.dev")
    import django

    django.setup()
    sys.stdout.write(json.dumps({"figures": figures(), "addresses": addresses(), "rows": rows()}, indent=1))
