from django.core.management import call_command

from jadro.base.management.commands.check_migration_names import unnamed_migrations


def test_name_made_by_django_is_found_in_every_source(tmp_path):
    for place in ("site/jadro/places", "learning/courses", "resources"):
        folder = tmp_path / place / "migrations"
        folder.mkdir(parents=True)
        (folder / "0001_initial.py").touch()
        (folder / "0002_auto_20261124_1733.py").touch()

    assert len(unnamed_migrations(tmp_path)) == 3


def test_names_that_say_something_pass(tmp_path):
    folder = tmp_path / "resources" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0002_automatic_labels.py").touch()

    assert unnamed_migrations(tmp_path) == []


def test_our_migrations_are_named(capsys):
    call_command("check_migration_names")

    assert "named" in capsys.readouterr().out
