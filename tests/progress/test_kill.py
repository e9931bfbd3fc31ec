"""A server that is killed in the middle of people's work loses nothing it has acknowledged and doubles nothing."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from learning.progress import rebuilding
from learning.progress.models import ActivityState, Completion, CourseSummary, Event
from tests.factories import accounts, learning

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.every_engine]

LEARNERS, LESSONS = 10, 20
KILLS = 3
TOKEN = "a" * 32


def database_address() -> str:
    name = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{name['NAME']}"
    return f"postgres://{name['USER']}:{name['PASSWORD']}@{name['HOST']}:{name['PORT']}/{name['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The real web server on the database of the test; its workers die with it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "jadro.settings.test",
            "TEST_DATABASE_URL": database_address(),
            "PYTHONPATH": os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site")]),
        }
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "jadro.wsgi:application", "--no-ws"]
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--workers", "1", "--blocking-threads", "4"]
        self.process = subprocess.Popen(
            [*command, *options], env=environment, start_new_session=True, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
            try:
                self.ask("GET", "/healthz")
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("The server did not start within 30 seconds.")

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, method: str, path: str, body: str | None = None, headers: dict | None = None) -> tuple[int, str]:
        conversation = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            conversation.request(method, path, body, headers or {})
            answer = conversation.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            conversation.close()


@contextmanager
def running_server() -> Iterator[Server]:
    server = Server()
    server.start()
    try:
        yield server
    finally:
        server.kill()


def test_kill_9_in_the_middle_of_200_marks_loses_and_doubles_none(signed_in):
    course = learning.course(LESSONS)
    marks: Queue[tuple[str, str, UUID]] = Queue()
    for _ in range(LEARNERS):
        cookie = signed_in(accounts.user()).cookies["sessionid"].value
        for lesson in learning.lessons_of(course):
            marks.put((cookie, reverse("my:mark", args=[lesson.translation_key]), uuid4()))
    wanted = marks.qsize()
    acknowledged: list[UUID] = []
    refused: list[int] = []

    def work(server: Server) -> None:
        while True:
            try:
                mark = marks.get_nowait()
            except Empty:
                return
            cookie, path, request_id = mark
            body = urlencode({"kind": "done", "request_id": str(request_id)})
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sessionid={cookie}; csrftoken={TOKEN}",
                "X-CSRFToken": TOKEN,
            }
            try:
                status, _where = server.ask("POST", path, body, headers)
            except (OSError, http.client.HTTPException):
                marks.put(mark)  # no answer: the person presses again
                time.sleep(0.2)
                continue
            if status == 302:
                acknowledged.append(request_id)
            else:
                refused.append(status)

    with running_server() as server:
        people = [threading.Thread(target=work, args=[server]) for _ in range(4)]
        for person in people:
            person.start()
        for kill in range(1, KILLS + 1):
            while len(acknowledged) < wanted * kill // (KILLS + 1):
                time.sleep(0.02)
            server.kill()
            server.start()
        for person in people:
            person.join()

    assert refused == []
    assert len(acknowledged) == wanted == 200
    assert sorted(acknowledged) == sorted(Event.objects.values_list("request_id", flat=True))
    assert ActivityState.objects.filter(is_done=True).count() == wanted
    assert list(CourseSummary.objects.values_list("done_count", "required_count")) == [(LESSONS, LESSONS)] * LEARNERS
    assert Completion.objects.count() == LEARNERS
    assert rebuilding.rebuild(check=True) == []


def test_four_people_at_once_finishing_the_same_course_each_finish_it_once(signed_in):
    course = learning.course(3)
    with running_server() as server:
        threads = []
        for _ in range(4):
            cookie = signed_in(accounts.user()).cookies["sessionid"].value
            for lesson in learning.lessons_of(course):
                path = reverse("my:mark", args=[lesson.translation_key])
                body = urlencode({"kind": "done", "request_id": str(uuid4())})
                headers = {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": f"sessionid={cookie}; csrftoken={TOKEN}",
                    "X-CSRFToken": TOKEN,
                }
                # The same form twice in the same moment, as a double press does it.
                threads += [threading.Thread(target=server.ask, args=["POST", path, body, headers]) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert Event.objects.count() == 12
    assert Completion.objects.count() == 4
    assert rebuilding.rebuild(check=True) == []
