"""A restore: everything or nothing, and proven. The commands are run as an operator runs them."""

import io
import shutil
import sqlite3
import threading
import time
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from queue import Empty, Queue
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse

from jadro.accounts.models import User
from jadro.media.models import CreditedDocument
from jadro.ops.backup import archive
from tests.factories import accounts, learning
from tests.ops.places import Place, postgresql
from tests.progress.test_kill import TOKEN, Server, running_server

pytestmark = pytest.mark.slow

RELEASED = Path(__file__).parents[1] / "migrations" / "released" / "backup.zip"


@pytest.fixture(scope="module")
def restored(tmp_path_factory) -> Place:
    """A place with work in it, not to be changed."""
    place = Place(tmp_path_factory.mktemp("restored"))
    code, said = place.run("restore", RELEASED)
    assert code == 0, said
    return place


@pytest.fixture
def place(restored, tmp_path) -> Place:
    """A place with work in it for one test."""
    shutil.copytree(restored.folder, tmp_path / "place")
    return Place(tmp_path / "place")


def content(place: Place) -> dict[str, bytes]:
    """Every byte that matters of a place on SQLite."""
    files = {
        str(path.relative_to(place.folder)): path for path in (place.folder / "media").rglob("*") if path.is_file()
    }
    with closing(sqlite3.connect(place.sqlite)) as database:
        return {"database": "\n".join(database.iterdump()).encode()} | {
            name: path.read_bytes() for name, path in files.items()
        }


def leftovers(place: Place) -> list[str]:
    known = {"jadro.sqlite3", "jadro.sqlite3-wal", "jadro.sqlite3-shm", "media", "queue", "secret_key"}
    return sorted(path.name for path in place.folder.iterdir() if path.name not in known)


# --- While people learn ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_backup_taken_while_people_learn_holds_all_that_was_saved_before_and_is_restored_elsewhere(
    signed_in, tmp_path, settings
):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    course = learning.course(30)
    CreditedDocument.objects.create(title="Нема го", file="documents/gone.pdf")
    cookies = [signed_in(accounts.user()).cookies["sessionid"].value for _ in range(8)]
    forgotten = accounts.user().pk
    User.objects.filter(pk=forgotten).delete()
    marks: Queue[tuple[str, str]] = Queue()
    for lesson in learning.lessons_of(course):
        for cookie in cookies:
            marks.put((cookie, reverse("my:mark", args=[lesson.translation_key])))
    wanted = marks.qsize()
    saved: list[UUID] = []
    wrong: list[object] = []
    uploaded: list[str] = []
    everything_is_saved = threading.Event()

    def learn(server: Server) -> None:
        while True:
            try:
                cookie, path = marks.get_nowait()
            except Empty:
                return
            request_id = uuid4()
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sessionid={cookie}; csrftoken={TOKEN}",
                "X-CSRFToken": TOKEN,
            }
            try:
                status, _where = server.ask(
                    "POST", path, urlencode({"kind": "done", "request_id": request_id}), headers
                )
            except (OSError, HTTPException) as error:
                wrong.append(error)
                continue
            if status == 302:
                saved.append(request_id)
            else:
                wrong.append(status)

    def upload() -> None:
        while not everything_is_saved.wait(0.005):
            uploaded.append(default_storage.save("documents/file.bin", ContentFile(bytes(50_000))))
            if len(uploaded) % 3 == 0:
                default_storage.delete(uploaded.pop())

    with running_server() as server:
        people = [threading.Thread(target=learn, args=[server]) for _ in range(4)]
        editor = threading.Thread(target=upload)
        for thread in (*people, editor):
            thread.start()
        while len(saved) < wanted // 4 and not wrong:
            time.sleep(0.01)
        saved_before, uploaded_before = set(saved), set(uploaded[:-1])
        said = io.StringIO()
        call_command("backup", tmp_path / "backup.zip", stdout=said, stderr=said)
        saved_by_the_end = len(saved)
        for thread in people:
            thread.join()
        everything_is_saved.set()
        editor.join()
    elsewhere = Place(tmp_path / "elsewhere")
    elsewhere.folder.mkdir()
    code, answer = elsewhere.run("restore", tmp_path / "backup.zip")

    assert wrong == []
    assert len(saved) == wanted
    assert saved_by_the_end > len(saved_before)  # people went on meanwhile
    assert "Missing already, though a row names it: documents/gone.pdf" in said.getvalue()
    assert code == 0, answer
    assert "Restored and proven: " in answer
    assert elsewhere.sql("PRAGMA integrity_check") == [("ok",)]
    found = {UUID(hex=row[0]) for row in elsewhere.sql("SELECT request_id FROM progress_event")}
    assert saved_before <= found
    assert found <= set(saved)
    assert uploaded_before <= {
        f"documents/{path.name}" for path in (elsewhere.folder / "media" / "documents").iterdir()
    }
    assert elsewhere.run("rebuild_progress", "--check") == (0, "0 differences.\n")
    with archive.opened(tmp_path / "backup.zip") as reader:
        # The keys too go on where they were: that of the deleted account is given to nobody.
        assert elsewhere.backup().tables == reader.manifest.tables
        assert reader.manifest.tables["accounts_user"].last_id == forgotten


# --- From one database into another ----------------------------------------------------------------------------------


def test_data_moves_from_sqlite_to_postgresql_and_back_with_equal_checksums(place, tmp_path):
    with postgresql(tmp_path) as server:
        if server is None:
            pytest.skip("No PostgreSQL answers on this machine.")
        first = place.backup()
        (path,) = place.folder.glob("*.zip")
        code, said = server.run("restore", path)
        assert code == 0, said
        second = server.backup()
        (path,) = server.folder.glob("*.zip")
        code, said = place.run("restore", path, "--replace")
        assert code == 0, said

    third = place.backup()

    assert (first.database, second.database, third.database) == ("sqlite", "postgresql", "sqlite")
    assert first.tables == second.tables == third.tables
    assert first.files == second.files == third.files


# --- What differs is found -------------------------------------------------------------------------------------------


def test_a_changed_row_and_changed_files_are_named(place, tmp_path):
    place.backup()
    (path,) = place.folder.glob("*.zip")
    same = place.run("restore", path, "--check")
    place.sql("UPDATE progress_event SET kind = 'undone' WHERE id = 3")
    place.sql("DELETE FROM outbox_message")
    (document,) = (place.folder / "media" / "documents").iterdir()
    document.write_bytes(b"other")
    (picture,) = (place.folder / "media" / "original_images").iterdir()
    picture.rename(picture.with_name("renamed.png"))

    code, said = place.run("restore", path, "--check")

    assert same[0] == 0, same[1]
    assert code == 1
    assert said.splitlines() == [
        "CommandError: What is here differs from the backup:",
        "table outbox_message: 0 rows, and 1 in the backup",
        "table progress_event: other values than in the backup",
        "file original_images/renamed.png: not in the backup",
        f"file documents/{document.name}: other content than in the backup",
        f"file original_images/{picture.name}: missing",
    ]


# --- What is here is safe --------------------------------------------------------------------------------------------


def test_work_that_is_here_is_replaced_only_when_that_is_said(place):
    before = content(place)

    code, said = place.run("restore", RELEASED)

    assert code == 1
    assert "There is work here already, which a restore replaces: say --replace" in said
    assert content(place) == before
    assert leftovers(place) == []


def test_a_site_that_runs_is_not_replaced(place):
    with closing(sqlite3.connect(place.sqlite)) as site:
        site.execute("PRAGMA journal_mode=WAL")
        site.execute("SELECT count(*) FROM accounts_user").fetchone()
        before = content(place)

        code, said = place.run("restore", RELEASED, "--replace")

    assert code == 1
    assert "The database is in use" in said
    assert "stop the web server and the worker" in said
    assert content(place) == before
    assert leftovers(place) == []


def test_a_restore_killed_half_way_changes_nothing_and_the_next_one_keeps_a_copy_and_replaces(place):
    place.sql("UPDATE accounts_user SET first_name = 'Поинаку' WHERE id = 1")
    (place.folder / "media" / "documents" / "own.txt").write_text("own")
    before = content(place)

    cut = place.start("restore", RELEASED, "--replace")
    while not (place.folder / "media.restoring").exists() and cut.poll() is None:
        time.sleep(0.01)
    place.kill(cut)

    assert "media.restoring" in leftovers(place)
    assert "jadro.sqlite3.restoring" in leftovers(place)
    assert content(place) == before
    for copy in place.folder.glob("before-restore-*.zip"):
        copy.unlink()

    code, said = place.run("restore", RELEASED, "--replace")

    assert code == 0, said
    (copy,) = place.folder.glob("before-restore-*.zip")
    assert leftovers(place) == [copy.name]
    assert f"What was here is kept in {copy}." in said
    with archive.opened(copy) as reader:
        kept = [line for line in reader.lines("accounts_user") if "Поинаку" in line.decode()]
        assert (len(kept), reader.file("documents/own.txt").read()) == (1, b"own")
    assert place.sql("SELECT count(*) FROM accounts_user WHERE first_name = 'Поинаку'") == [(0,)]
    assert not (place.folder / "media" / "documents" / "own.txt").exists()


def test_old_files_come_back_when_a_restore_was_killed_before_the_new_database_was_in_place(place):
    before = content(place)
    (place.folder / "media").rename(place.folder / "media.former")
    (place.folder / "media" / "documents").mkdir(parents=True)
    (place.folder / "media" / "documents" / "new.txt").write_text("new")
    (place.folder / "jadro.sqlite3.restoring").touch()

    place.run("restore", RELEASED)

    assert content(place) == before
    assert not (place.folder / "media.former").exists()


def test_a_database_that_cannot_be_read_is_not_replaced_without_a_copy(place):
    place.sqlite.write_bytes(b"no database" * 1000)

    code, said = place.run("restore", RELEASED, "--replace")

    assert code == 1
    assert "cannot be read (file is not a database), so no copy of it can be kept: move it away" in said
    assert place.sqlite.read_bytes() == b"no database" * 1000
