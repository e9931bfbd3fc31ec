"""An installation as the last released version left it becomes one of this version, with all that people did.

`release.py` writes what this begins with; every migration since then is tried on it.
"""

import json
from pathlib import Path

import pytest

from jadro.ops.backup import archive
from tests.ops.places import Place, postgresql

pytestmark = pytest.mark.slow

RELEASED = Path(__file__).with_name("released")
# New models bring rows of their own here.
MADE_BY_MIGRATIONS = {
    "auth_permission",
    "auth_group_permissions",
    "django_content_type",
    "wagtailcore_groupapprovaltask",
    "wagtailcore_groupapprovaltask_groups",
    "wagtailcore_task",
    "wagtailcore_workflow",
    "wagtailcore_workflowtask",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    if request.param == "sqlite":
        yield Place(tmp_path)
        return
    with postgresql(tmp_path) as found:
        if found is None:
            pytest.skip("No PostgreSQL answers on this machine.")
        yield found


def test_a_released_installation_is_brought_up_to_date_and_loses_nothing(place):
    before = json.loads((RELEASED / "facts.json").read_text(encoding="utf-8"))
    with archive.opened(RELEASED / "backup.zip") as reader:
        counts = {name: stored.rows for name, stored in reader.manifest.tables.items()}

    code, said = place.run("restore", RELEASED / "backup.zip")
    assert code == 0, said

    after = place.facts()
    assert after["figures"] == before["figures"]
    assert after["addresses"] == before["addresses"]
    kept = counts.keys() - MADE_BY_MIGRATIONS
    assert {name: after["rows"].get(name) for name in kept} == {name: counts[name] for name in kept}
    assert place.run("rebuild_progress", "--check") == (0, "0 differences.\n")
    assert place.run("migrate", "--check")[0] == 0


def test_what_it_begins_with_is_worth_trying_migrations_on():
    facts = json.loads((RELEASED / "facts.json").read_text(encoding="utf-8"))
    with archive.opened(RELEASED / "backup.zip") as reader:
        counts = {name: stored.rows for name, stored in reader.manifest.tables.items()}

    assert (RELEASED / "backup.zip").stat().st_size < 200_000
    assert len(facts["figures"]) >= 30
    assert {status for status, _where in facts["addresses"].values()} == {200, 301, 302}
    assert counts["progress_event"] > 100
    for name in (
        "outbox_message",
        "outbox_job",
        "media_creditedimage",
        "progress_completion",
        "wagtailcore_modellogentry",
    ):
        assert counts[name] > 0, name
