"""Every wrong variable is one sentence that names it and says what to write; nothing is a traceback."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from jadro.settings import env

ROOT = Path(__file__).resolve().parents[2]
SECRET = "s" * 60


@pytest.fixture(autouse=True)
def _own_list(monkeypatch):
    monkeypatch.setattr(env, "VARIABLES", [])


def read(function, value, monkeypatch, *arguments, **keywords):
    monkeypatch.setenv("NAME", value)
    return function("NAME", *arguments, "what it means", **keywords)


@pytest.mark.parametrize("value", ["maybe", "2", "TRUE!"])
def test_a_flag_is_yes_or_no(value, monkeypatch):
    with pytest.raises(ImproperlyConfigured, match=r"^NAME is '.*': write yes or no\.$"):
        read(env.flag, value, monkeypatch, False)


@pytest.mark.parametrize(("value", "expected"), [("yes", True), ("ON", True), ("1", True), ("no", False), ("", True)])
def test_a_flag_is_read(value, expected, monkeypatch):
    assert read(env.flag, value, monkeypatch, True) is expected


@pytest.mark.parametrize("value", ["0", "70000", "-1", "8000.5", "port", "8 000"])
def test_a_number_is_whole_and_in_its_limits(value, monkeypatch):
    with pytest.raises(ImproperlyConfigured, match=r"^NAME is '.*': write a whole number from 1 to 65535\.$"):
        read(env.number, value, monkeypatch, 8000, low=1, high=65535)


@pytest.mark.parametrize("value", ["mysql://localhost/jadro", "jadro.sqlite3", "postgres//host/name", "http://[::1"])
def test_a_database_address_of_another_kind_is_refused(value, monkeypatch):
    with pytest.raises(ImproperlyConfigured, match=r"^NAME .*an address that starts with postgres://"):
        read(env.database, value, monkeypatch, "")


def test_a_port_that_is_no_number_is_refused(monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="NAME is not an address"):
        read(env.database, "postgres://user:word@host:port/name", monkeypatch, "")


@pytest.mark.parametrize("reader", [env.cache, env.mail])
def test_a_cache_or_mail_address_of_another_kind_is_refused(reader, monkeypatch):
    with pytest.raises(ImproperlyConfigured, match=r"^NAME starts with 'ftp': write an address that starts with"):
        read(reader, "ftp://host", monkeypatch, "")


def test_the_password_of_a_wrong_address_is_not_repeated(monkeypatch):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(env.address, "ftp://user:secret@host", monkeypatch, "", schemes={"https"})

    assert "secret" not in str(refusal.value)


def test_a_folder_that_cannot_be_made_is_refused(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ImproperlyConfigured, match=r"^NAME is .*, which cannot be made"):
        read(env.directory, str(tmp_path / "file" / "below"), monkeypatch, tmp_path)


def test_a_value_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("NAME_FILE", str(tmp_path / "secret"))

    assert env.text("NAME", "", "what it means") == "from the file"


def test_a_file_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("NAME_FILE", str(tmp_path / "nothing"))

    with pytest.raises(ImproperlyConfigured, match=r"^NAME_FILE names .*nothing, which cannot be read"):
        env.text("NAME", "", "what it means")


# --- The whole start -----------------------------------------------------------------------------------------------


def manage(settings: str, tmp_path: Path, *command: str, **variables: str) -> subprocess.CompletedProcess:
    return python(settings, tmp_path, str(ROOT / "manage.py"), *(command or ["diffsettings"]), **variables)


def python(settings: str, tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
    """A program of its own, which knows these variables and nothing of the tests'."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": settings,
        **variables,
    }
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "oracle://host/name"),
        ("CELERY_BROKER_URL", "kafka://host"),
        ("CACHE_URL", "memory"),
        ("EMAIL_URL", "imap://host"),
        ("BASE_URL", "example.org"),
        ("PORT", "many"),
        ("DEBUG", "perhaps"),
    ],
)
def test_a_wrong_variable_stops_the_start_with_one_sentence(variable, value, tmp_path):
    answer = manage("jadro.settings.dev", tmp_path, **{variable: value})

    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.startswith(f"{variable} ")
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"BASE_URL": "https://example.org"}, "SECRET_KEY"),
        ({"BASE_URL": "https://example.org", "SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": SECRET}, "BASE_URL"),
        ({"SECRET_KEY": SECRET, "BASE_URL": "http://example.org"}, "BASE_URL"),
    ],
)
def test_a_public_installation_refuses_what_is_unsafe(variables, named, tmp_path):
    answer = manage("jadro.settings.production", tmp_path, **variables)

    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.startswith(named)
    assert SECRET not in answer.stderr


@pytest.mark.slow
def test_a_public_installation_starts_with_its_two_variables(tmp_path):
    answer = manage("jadro.settings.production", tmp_path, SECRET_KEY=SECRET, BASE_URL="https://example.org")

    assert answer.returncode == 0, answer.stderr


@pytest.mark.slow
def test_commands_run_before_static_files_are_collected(tmp_path):
    public = {"SECRET_KEY": SECRET, "BASE_URL": "https://example.org"}

    answer = manage("jadro.settings.production", tmp_path, "check", **public)

    assert answer.returncode == 0, answer.stderr
    assert not (tmp_path / "static").exists()


@pytest.mark.long
def test_a_public_installation_is_told_to_collect_its_static_files(tmp_path):
    public = {"SECRET_KEY": "".join(map(chr, range(40, 100))), "BASE_URL": "https://example.org"}

    before = manage("jadro.settings.production", tmp_path, "check", "--deploy", **public)
    (tmp_path / "static").mkdir()
    # What collectstatic leaves, without the half minute in which it compresses.
    (tmp_path / "static" / "staticfiles.json").write_text('{"version": "1.1", "paths": {}, "hash": ""}')
    after = manage("jadro.settings.production", tmp_path, "check", "--deploy", **public)

    assert before.returncode == 1
    assert "(jadro.E002) The static files are not collected, so no page can be shown." in before.stderr
    assert "HINT: Run manage.py collectstatic --noinput." in before.stderr
    assert "Traceback" not in before.stderr
    assert after.returncode == 0, after.stderr


# --- What follows from them ------------------------------------------------------------------------------------------

PUBLIC = {"SECRET_KEY": SECRET, "BASE_URL": "https://example.org"}


@pytest.mark.long
@pytest.mark.parametrize(
    ("settings", "variables", "is_asked_for"),
    [
        ("production", PUBLIC, True),
        ("production", {**PUBLIC, "REQUIRE_MFA": "no"}, False),
        ("dev", {}, False),
        ("dev", {"DEBUG": "no"}, True),
        ("dev", {"REQUIRE_MFA": "yes"}, True),
    ],
)
def test_the_second_step_is_asked_for_outside_debug_unless_said_otherwise(settings, variables, is_asked_for, tmp_path):
    # The settings alone: starting the whole of Django changes none of them and takes seconds.
    program = "from django.conf import settings; print(settings.REQUIRE_MFA)"
    answer = python(f"jadro.settings.{settings}", tmp_path, "-c", program, **variables)

    assert (answer.stdout, answer.stderr) == (f"{is_asked_for}\n", "")


# --- What is written about them ------------------------------------------------------------------------------------


def test_every_variable_stands_in_the_table_of_the_readme():
    program = "import jadro.settings.dev; from jadro.settings import env; print(*[v.name for v in env.VARIABLES])"
    names = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert set(names) <= set(table)
    assert len(table) == len(set(table))
