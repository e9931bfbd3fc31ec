import json
import logging
import os

import pytest
from django.db import OperationalError, connection
from kombu.exceptions import OperationalError as QueueError

from jadro.ops import queries


@pytest.fixture
def folder_queue(settings, tmp_path):
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path)}
    return tmp_path


def test_healthz_answers_without_a_database(client):
    # No database mark: a query would fail the test.
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_says_that_all_parts_answer(client, folder_queue):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "queue": "ok", "storage": "ok"}


@pytest.mark.parametrize("part", list(queries.PARTS))
@pytest.mark.django_db
def test_readyz_names_the_part_that_is_silent(part, client, monkeypatch):
    monkeypatch.setattr(queries, "PARTS", {**dict.fromkeys(queries.PARTS, lambda: True), part: lambda: False})

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {**dict.fromkeys(queries.PARTS, "ok"), part: "silent"}


def test_a_silent_database_is_told_without_its_words(monkeypatch, caplog):
    def refuse():
        raise OperationalError("password of jadro at 10.0.0.7 is wrong")

    monkeypatch.setattr(connection, "cursor", refuse)

    with caplog.at_level(logging.WARNING):
        assert queries.database_answers() is False
    assert "10.0.0.7" not in caplog.text
    assert "OperationalError" in caplog.text


def test_a_queue_whose_server_is_away_is_silent(settings, monkeypatch, caplog):
    settings.CELERY_BROKER_URL = "redis://:secret@127.0.0.1:1/0"

    class Away:
        connection_errors = (ConnectionError,)

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def ensure_connection(self, **options):
            raise QueueError("redis://:secret@127.0.0.1:1/0")

    monkeypatch.setattr(queries.app, "connection_for_write", Away)

    assert queries.queue_answers() is False
    assert "secret" not in caplog.text


def test_a_queue_folder_that_is_gone_is_silent(folder_queue):
    assert queries.queue_answers() is True

    folder_queue.rmdir()

    assert queries.queue_answers() is False


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_storage_that_cannot_be_written_is_silent(settings, tmp_path):
    tmp_path.chmod(0o500)
    settings.MEDIA_ROOT = tmp_path / "media"

    assert queries.storage_answers() is False


def test_a_storage_whose_place_is_a_file_is_silent(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"

    assert queries.storage_answers() is False


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_pages_are_only_read(path, client):
    assert client.post(path, json.dumps({}), content_type="application/json").status_code == 405
