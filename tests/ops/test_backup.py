"""A backup: whole, readable by its owner alone, and refused when one byte of it is another."""

import io
import json
import os
import resource
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from jadro.ops.backup import archive, making, tables
from jadro.places.models import Municipality

pytestmark = pytest.mark.django_db

FILES = {"documents/план.txt": b"text", "original_images/picture.png": b"\x89PNG" + bytes(3000), "empty.txt": b""}


@pytest.fixture
def media(tmp_path, settings):
    """The files of a storage."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    for name, content in FILES.items():
        default_storage.save(name, ContentFile(content))


@pytest.fixture
def backup(media, tmp_path) -> Path:
    """A backup of what the migrations wrote, and of these files."""
    path = tmp_path / "backup.zip"
    call_command("backup", path, stdout=io.StringIO())
    return path


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def manifest_of(path: Path) -> archive.Manifest:
    with archive.opened(path) as reader:
        return reader.manifest


# --- What is in it ---------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_every_table_is_kept_or_left_out_for_a_reason(backup):
    models = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if not model._meta.proxy}
    manifest = manifest_of(backup)

    assert set(manifest.tables) == models - tables.LEFT_OUT_TABLES.keys()
    assert set(manifest.tables) & manifest.left_out.keys() == set()
    assert {"progress_event", "outbox_message", "outbox_job", "accounts_user"} <= set(manifest.tables)
    assert making.NOT_OURS not in manifest.left_out.values()


@pytest.mark.long
def test_every_row_and_file_is_in_it(backup):
    found = members(backup)

    rows = [json.loads(line) for line in found["tables/places_municipality.jsonl"].splitlines()]
    assert [row[:2] for row in rows] == [
        list(row) for row in Municipality.objects.order_by("pk").values_list("pk", "code")
    ]
    assert {name: found[f"files/{name}"] for name in FILES} == FILES
    assert set(manifest_of(backup).files) == set(FILES)


@pytest.mark.long
def test_the_same_data_has_the_same_checksums_another_time(backup, tmp_path):
    call_command("backup", tmp_path / "later.zip", stdout=io.StringIO())

    assert manifest_of(tmp_path / "later.zip").tables == manifest_of(backup).tables


def test_only_its_owner_may_read_it_and_no_secret_is_in_it(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [name for name, content in members(backup).items() if settings.SECRET_KEY.encode() in content] == []


def test_in_a_folder_its_name_tells_the_time(media, tmp_path):
    said = io.StringIO()
    folder = tmp_path / "backups"
    folder.mkdir()

    call_command("backup", folder, stdout=said)

    (path,) = folder.iterdir()
    assert path.name.startswith("jadro-20")
    assert str(path) in said.getvalue()


def test_a_file_that_is_listed_and_gone_when_it_is_read_is_left_out(media, tmp_path):
    Path(default_storage.path("gone.txt")).symlink_to("nowhere")

    call_command("backup", tmp_path / "backup.zip", stdout=io.StringIO())

    assert "gone.txt" in default_storage.listdir("")[1]
    assert set(manifest_of(tmp_path / "backup.zip").files) == set(FILES)


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("place", [0, 40, 0.25, 0.5, 0.75, -30, -70, -1])
def test_a_flipped_byte_is_found_wherever_it_is(backup, place):
    content = bytearray(backup.read_bytes())
    position = int(len(content) * place) if isinstance(place, float) else place
    content[position] ^= 1
    backup.write_bytes(content)

    with pytest.raises(CommandError, match=r"is damaged|is no backup"):
        call_command("restore", backup)


@pytest.mark.parametrize("length", [0, 10, 5000, -1])
def test_a_backup_cut_short_is_found(backup, length):
    backup.write_bytes(backup.read_bytes()[:length])

    with pytest.raises(CommandError, match=r"is damaged|is no backup"):
        call_command("restore", backup)


def test_a_backup_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match=r"No such file .*nothing\.zip.* The old data was not touched\."):
        call_command("restore", tmp_path / "nothing.zip")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": "99.0.0"}, r"of version 99\.0\.0, and this is .*: install that version or a newer one"),
        ({"migrations": [["progress", "0099_later"]]}, r"which has progress\.0099_later: install that version"),
        ({"format": 2}, r"has the format 2, and this version reads 1"),
    ],
)
def test_a_backup_of_a_newer_version_is_refused(backup, tmp_path, change, words):
    manifest = json.loads(members(backup)["manifest.json"]) | change
    newer = tmp_path / "newer.zip"
    with archive.written(newer) as writer:
        writer._archive.writestr("manifest.json", json.dumps(manifest))

    with pytest.raises(CommandError, match=words):
        call_command("restore", newer)


@pytest.mark.slow
def test_a_full_disk_is_said_and_leaves_nothing(backup, tmp_path):
    before = backup.read_bytes()

    answer = subprocess.run(
        [sys.executable, settings.ROOT / "manage.py", "backup", backup],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "jadro.settings.test", "TEST_DATABASE_URL": address()},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert "The backup was not written (" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert backup.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [backup.name]


def address() -> str:
    name = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{name['NAME']}"
    return f"postgres://{name['USER']}:{name['PASSWORD']}@{name['HOST']}:{name['PORT']}/{name['NAME']}"
