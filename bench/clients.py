"""Clients that ask one thing after another, as soon as the last was answered, and look at every answer."""

import gzip
import http.client
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

TIMEOUT_SECONDS = 60


class WrongAnswer(Exception):
    """The site answered something else than was asked for, so what it took says nothing."""


@dataclass(frozen=True)
class Ask:
    """A request and what tells that its answer is right."""

    path: str
    marker: str
    status: int = 200
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    # How the address begins to which the answer leads.
    leads_to: str = ""


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


class Client:
    """One browser: a connection that is kept, and the headers a proxy adds."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)

    def send(self, ask: Ask, **extra: str) -> Answer:
        """Raises OSError or HTTPException where no whole answer came."""
        headers = {"X-Forwarded-Proto": "https", "Accept-Encoding": "gzip", "Origin": f"https://{self.host}"}
        try:
            self.connection.request(ask.method, ask.path, ask.body, {**headers, **ask.headers, **extra})
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return Answer(answer.status, answer.headers, content.decode())

    def ask(self, ask: Ask, **extra: str) -> Answer:
        answer = self.send(ask, **extra)
        if answer.status != ask.status or ask.marker not in answer.text:
            what = "another text" if answer.status == ask.status else f"{answer.status} instead of {ask.status}"
            raise WrongAnswer(f"{ask.method} {ask.path}: {what}.\n{answer.text[:400]}")
        if not (leads_to := answer.headers.get("Location", "")).startswith(ask.leads_to):
            raise WrongAnswer(f"{ask.method} {ask.path}: leads to {leads_to}.")
        return answer

    def close(self) -> None:
        self.connection.close()


@dataclass
class Asked:
    """What became of a loop; `latencies` in seconds."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0


def closed_loop(port: int, asks: Iterator[Ask], *, clients: int, seconds: float) -> Asked:
    """Lets the clients share the asks until the time or the asks are over. The first wrong answer ends it."""
    asked, failures = Asked(), list[BaseException]()
    taking = threading.Lock()
    began = time.monotonic()

    def work() -> None:
        client = Client(port)
        try:
            while not failures and time.monotonic() - began < seconds:
                with taking:
                    ask = next(asks, None)
                if ask is None:
                    return
                sent = time.perf_counter()
                client.ask(ask)
                asked.latencies.append(time.perf_counter() - sent)
        except (WrongAnswer, OSError, http.client.HTTPException) as failure:
            failures.append(failure)
        finally:
            client.close()

    # One client needs no thread, and shares its database connection with what prepares its asks.
    people = [threading.Thread(target=work) for _ in range(clients - 1)]
    for person in people:
        person.start()
    work()
    for person in people:
        person.join()
    asked.seconds = time.monotonic() - began
    if failures:
        raise failures[0]
    return asked
