"""A measurement counts only answers that are right."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.clients import Ask, WrongAnswer, closed_loop


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        content = gzip.compress(b"the course")
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Location", "/attempts/7/")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def server() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        try:
            yield serving.server_port
        finally:
            serving.shutdown()


@pytest.mark.long
def test_each_ask_is_answered_once():
    with server() as port:
        asked = closed_loop(port, iter([Ask("/", "course")] * 30), clients=4, seconds=30)

    assert len(asked.latencies) == 30


@pytest.mark.long
def test_answer_with_another_status_ends_the_measurement():
    with server() as port, pytest.raises(WrongAnswer, match="500 instead of 200"):
        closed_loop(port, iter([Ask("/", "course"), Ask("/broken", "course")] * 5), clients=2, seconds=30)


@pytest.mark.long
def test_answer_without_the_expected_words_ends_the_measurement():
    with server() as port, pytest.raises(WrongAnswer, match="another text"):
        closed_loop(port, iter([Ask("/", "lesson")]), clients=1, seconds=30)


@pytest.mark.long
def test_answer_that_leads_elsewhere_ends_the_measurement():
    with server() as port, pytest.raises(WrongAnswer, match="leads to /attempts/7/"):
        closed_loop(port, iter([Ask("/", "course", leads_to="/login/")]), clients=1, seconds=30)
    with server() as port:
        closed_loop(port, iter([Ask("/", "course", leads_to="/attempts/")]), clients=1, seconds=30)
