"""The load run: people read lessons and mark them while the site's programs are killed, and nothing may be lost.

    make soak                                         ten minutes, 300 learners, a kill -9 every 5 seconds
    python -m bench.soak --minutes 1 --learners 30    a try
    python -m bench.soak --minutes 120 --every 0      no kills: does the memory grow?

Each person presses again, with the same request, until an answer comes, as a browser's script and a person do. Ends
with a table, and with status 1 when something in it may not be. Not part of the tests: it takes all of the machine.
"""

import argparse
import contextlib
import http.client
import itertools
import random
import signal
import statistics
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psutil

from bench import ROOT, installation, table
from bench.clients import Ask, Client, WrongAnswer
from bench.measure import percentile
from bench.server import SUPERVISOR, Server

REPORT = ROOT / "build" / "soak.md"
PAUSE_BEFORE_RETRY = 0.5
# A request that began just before a kill, or just after the site was back, may still have met it.
GRACE_SECONDS = 1
USUAL_OUTAGE_SECONDS = 10
LONGEST_OUTAGE_SECONDS = 90
# The end is calm, so that everybody's last press is answered.
LAST_CALM_SECONDS = 10
SAMPLE_EVERY_SECONDS = 5
MOST_GROWTH_MB = 50
MOST_WAL_MB = 64
WEB, WORKER = "granian", "celery"
TERMINATIONS = 3


@dataclass(frozen=True)
class Options:
    minutes: float
    learners: int
    saves: float
    reads: float
    every: float
    postgres: str


def options(arguments: Sequence[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--learners", type=int, default=300)
    parser.add_argument("--saves", type=float, default=100, help="saves a second, by all together")
    parser.add_argument("--reads", type=float, default=25, help="pages read a second, by all together")
    parser.add_argument(
        "--every", type=float, default=5, help="seconds from the site being back to the next kill; 0 for none"
    )
    parser.add_argument("--postgres", default="", help="address of a server on this machine, to use instead of SQLite")
    return Options(**vars(parser.parse_args(arguments)))


# --- What happens ----------------------------------------------------------------------------------------------------


@dataclass
class Blow:
    """A process was sent a signal; `back_at` is when the site answered again."""

    what: str
    signal: signal.Signals
    at: float
    back_at: float = float("inf")

    @property
    def outage(self) -> float:
        return self.back_at - self.at


@dataclass(frozen=True)
class Failure:
    """A request without an answer. One that was refused had not been taken by any server."""

    sent_at: float
    failed_at: float
    is_refused: bool
    text: str

    def is_explained_by(self, blow: Blow) -> bool:
        if blow.what != WEB:
            return False
        return self.sent_at <= blow.back_at + GRACE_SECONDS and self.failed_at >= blow.at - GRACE_SECONDS


def unexplained(failures: Iterable[Failure], blows: Sequence[Blow]) -> list[Failure]:
    return [failure for failure in failures if not any(failure.is_explained_by(blow) for blow in blows)]


@dataclass(frozen=True)
class Press:
    lesson: UUID
    kind: str
    request_id: UUID


@dataclass
class Person:
    """What one learner did and was told."""

    asks: Iterator[tuple[Press, Ask]]
    page: Ask
    acknowledged: list[Press] = field(default_factory=list)
    unanswered: Press | None = None
    reads: int = 0
    latencies: list[float] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def live(self, port: int, until: float, *, pause: float, reads_per_save: float) -> None:
        """Reads and saves at an even pace; who is behind goes on at once, without making up for what was missed."""
        due = time.monotonic() + random.uniform(0, pause)  # noqa: S311
        owed = random.random()  # noqa: S311
        for press, ask in self.asks:
            time.sleep(max(0, min(due, until) - time.monotonic()))
            if time.monotonic() >= until:
                return
            due = max(due + pause, time.monotonic())
            owed += reads_per_save
            while owed >= 1:
                owed -= 1
                self.reads += self._insist(port, self.page, until)
            self.unanswered = press
            if self._insist(port, ask, until):
                self.acknowledged.append(press)
                self.unanswered = None
            elif time.monotonic() < until:
                return  # a wrong answer: what follows from it would be wrong too

    def _insist(self, port: int, ask: Ask, until: float) -> bool:
        """Asks until an answer comes, and says whether it was right. Gives up at the end."""
        while time.monotonic() < until:
            sent = time.monotonic()
            # A connection for each request: one that is kept may be closed by the server just when it is used again.
            client = Client(port)
            try:
                client.ask(ask)
            except WrongAnswer as wrong:
                self.wrong.append(str(wrong))
                return False
            except (OSError, http.client.HTTPException) as error:
                is_refused = isinstance(error, ConnectionRefusedError)
                self.failures.append(Failure(sent, time.monotonic(), is_refused, repr(error)))
                time.sleep(PAUSE_BEFORE_RETRY)
            else:
                self.latencies.append(time.monotonic() - sent)
                return True
            finally:
                client.close()
        return False


# --- The run ---------------------------------------------------------------------------------------------------------


@dataclass
class Soak:
    site: Server
    first: Ask
    asked: Options
    blows: list[Blow] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    wal: list[float] = field(default_factory=list)

    def run(self, people: Sequence[Person]) -> float:
        """Lets the people live and deals the blows; returns the seconds it took."""
        began = time.monotonic()
        until = began + self.asked.minutes * 60
        pace = {"pause": len(people) / self.asked.saves, "reads_per_save": self.asked.reads / self.asked.saves}
        threads = [threading.Thread(target=self._sample, args=[until], daemon=True)]
        for each in people:
            threads.append(threading.Thread(target=each.live, args=[self.site.port, until], kwargs=pace, daemon=True))
        for thread in threads:
            thread.start()
        if self.asked.every:
            self._deal_blows(until)
        for thread in threads:
            thread.join()
        return time.monotonic() - began

    def _deal_blows(self, until: float) -> None:
        """Kills the web server twice as often as the worker, by turns its main process and its working one; the last
        times it asks the web server to end, which it may do in order."""
        kills = itertools.cycle([(WEB, 0), (WEB, -1), (WORKER, 0)])
        calm = until - LAST_CALM_SECONDS
        terminating = calm - min(
            TERMINATIONS * (self.asked.every + USUAL_OUTAGE_SECONDS), (calm - time.monotonic()) / 2
        )
        while True:
            say(f"{max(0, until - time.monotonic()):4.0f} s to go, {len(self.blows)} blows …")
            time.sleep(max(0, min(self.asked.every, until - time.monotonic())))
            if time.monotonic() > calm:
                return
            if time.monotonic() < terminating:
                self._deal(*next(kills), signal.SIGKILL)
            else:
                self._deal(WEB, 0, signal.SIGTERM)

    def _deal(self, what: str, which: int, number: signal.Signals) -> None:
        """Hits the first or the last of the processes of that name and waits until the site answers again."""
        targets = self.site.processes(what)
        if not targets:
            return
        # With its main process the whole server ends, and what is left of it may answer for a moment.
        ending = targets if which == 0 else [targets[which]]
        before = {process.pid for process in targets}
        blow = Blow(what, number, time.monotonic())
        self.blows.append(blow)
        targets[which].send_signal(number)
        if what != WEB:
            blow.back_at = time.monotonic()
            return
        while time.monotonic() - blow.at < LONGEST_OUTAGE_SECONDS:
            has_begun_anew = {process.pid for process in self.site.processes(WEB)} - before
            if has_begun_anew and not any(map(is_alive, ending)) and self._answers():
                blow.back_at = time.monotonic()
                return
            time.sleep(0.05)
        blow.back_at = time.monotonic()

    def _answers(self) -> bool:
        client = Client(self.site.port)
        try:
            client.ask(self.first)
        except (OSError, http.client.HTTPException, WrongAnswer):
            return False
        finally:
            client.close()
        return True

    def _sample(self, until: float) -> None:
        file = self.site.log.parent / "jadro.sqlite3-wal"
        while time.monotonic() < until:
            with contextlib.suppress(psutil.Error):  # one of them may end while it is looked at
                self.memory.append(self.site.memory())
            self.wal.append(file.stat().st_size / 1e6 if file.exists() else 0)
            time.sleep(min(SAMPLE_EVERY_SECONDS, max(0, until - time.monotonic())))


def is_alive(process: psutil.Process) -> bool:
    """A process that has ended and whose parent has not yet taken note of it is not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def growth(samples: Sequence[float]) -> float:
    """From the second quarter of the run, when all is warm, to the last."""
    quarter = len(samples) // 4
    if not quarter:
        return 0
    return statistics.median(samples[-quarter:]) - statistics.median(samples[quarter : 2 * quarter])


# --- What came of it -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """`most` is the largest value that may be; None where nothing is promised."""

    what: str
    seen: float
    most: float | None = None
    note: str = ""

    @property
    def is_wrong(self) -> bool:
        return self.most is not None and self.seen > self.most

    def cells(self) -> list[str]:
        shown = f"{self.seen:,.0f}" if self.seen == int(self.seen) else table.number(self.seen)
        verdict = "" if self.most is None else ("WRONG" if self.is_wrong else "right")
        return [self.what, shown, "" if self.most is None else f"{self.most:,.0f}", verdict, self.note]


def load_findings(soak: Soak, people: Sequence[Person], seconds: float) -> list[Finding]:
    saves = sum(len(person.acknowledged) for person in people)
    reads = sum(person.reads for person in people)
    failures = [failure for person in people for failure in person.failures]
    latencies = [latency for person in people for latency in person.latencies] or [0]
    wrong = [text for person in people for text in person.wrong]
    odd = unexplained(failures, soak.blows)
    killed = [blow for blow in soak.blows if blow.signal == signal.SIGKILL]
    asked_to_end = [blow for blow in soak.blows if blow.signal == signal.SIGTERM]
    cut = [failure for failure in failures if not failure.is_refused]
    cut_by_term = [failure for failure in cut if any(failure.is_explained_by(blow) for blow in asked_to_end)]
    outages = [blow.outage for blow in soak.blows if blow.what == WEB] or [0]
    return [
        Finding("saves acknowledged", saves, note=f"{saves / seconds:.1f} a second, {soak.asked.saves:g} asked for"),
        Finding("pages read", reads, note=f"{reads / seconds:.1f} a second, {soak.asked.reads:g} asked for"),
        Finding("slowest of 20 requests, seconds", percentile(latencies, 95), note="p95 of those that were answered"),
        Finding("kill -9", len(killed), note=f"{sum(blow.what == WEB for blow in killed)} of them at the web server"),
        Finding("longest wait for the site after one, seconds", max(outages), LONGEST_OUTAGE_SECONDS),
        Finding("requests that met a blow and were sent again", len(failures) - len(odd)),
        Finding("wrong answers", len(wrong), 0, note=wrong[0].partition("\n")[0] if wrong else ""),
        Finding("failures that were not the kill's", len(odd), 0, note=odd[0].text if odd else ""),
        Finding("SIGTERM to the web server", len(asked_to_end)),
        Finding("connections it had let in and did not answer", len(cut_by_term), note="sent again, as after a kill"),
        Finding(
            "growth of memory, MB",
            max(0, growth(soak.memory)),
            None if soak.asked.every else MOST_GROWTH_MB,
            note=f"{max(soak.memory, default=0):.0f} MB at most",
        ),
        *([] if soak.asked.postgres else [Finding("largest write-ahead log, MB", max(soak.wal), MOST_WAL_MB)]),
    ]


def record_findings(people: Sequence[Person], emails: Sequence[str], read_before: int, lessons: int) -> list[Finding]:
    """What the ledger says now beside what people were told."""
    from django.contrib.auth import get_user_model

    from learning.progress import rebuilding
    from learning.progress.models import ActivityState, Completion, Event

    stored = set(Event.objects.values_list("request_id", flat=True))
    acknowledged = {press.request_id for person in people for press in person.acknowledged}
    unanswered = {person.unanswered.request_id for person in people if person.unanswered}
    begun_with = read_before * len(people)
    users = {user.email: user.pk for user in get_user_model().objects.filter(email__in=emails)}
    states = {
        (learner, key): is_done
        for learner, key, is_done in ActivityState.objects.values_list("learner", "activity__owner_key", "is_done")
    }
    wrong_states, finishers = 0, 0
    for person, email in zip(people, emails, strict=True):
        last = {press.lesson: press.kind == "done" for press in person.acknowledged}
        if person.unanswered:
            last.pop(person.unanswered.lesson, None)  # may be saved or not: nobody was told
        wrong_states += sum(states.get((users[email], key)) is not is_done for key, is_done in last.items())
        finishers += len({press.lesson for press in person.acknowledged}) == lessons - read_before
    return [
        Finding("acknowledged saves that are lost", len(acknowledged - stored), 0),
        Finding("saves nobody made", len(stored - acknowledged - unanswered) - begun_with, 0),
        Finding("saves that are there twice", Event.objects.count() - len(stored), 0),
        Finding("states that are not the last that was saved", wrong_states, 0),
        Finding("finished courses without their completion", max(0, finishers - Completion.objects.count()), 0),
        Finding("differences found by rebuild_progress --check", len(rebuilding.rebuild(check=True)), 0),
    ]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    asked = options()
    with installation.temporary(asked.postgres) as place:
        say("Making a site with demo content …")
        place.prepare()
        place.enter()

        from bench import content

        made = content.make(asked.learners)
        home = Ask(content.path_of(made.home), made.home.headline)
        people = [Person(_presses(content, made, learner), _page(made, learner)) for learner in made.learners]
        site = Server(
            "site", SUPERVISOR, place.environment, place.port, place.folder / "site.log", place.database,
            content.own_database_session(),
        )  # fmt: skip
        site.start(home)
        soak = Soak(site, home, asked)
        try:
            seconds = soak.run(people)
        finally:
            site.stop()
        emails = [learner.email for learner in made.learners]
        findings = load_findings(soak, people, seconds)
        findings += record_findings(people, emails, content.LESSONS_READ_BEFORE, len(made.lessons))
    report = table.grid(["what", "seen", "at most", "", "note"], [finding.cells() for finding in findings])
    print(report)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(report, encoding="utf-8")
    return 1 if any(finding.is_wrong for finding in findings) else 0


def _presses(content, made, learner) -> Iterator[tuple[Press, Ask]]:
    """One learner's way through the lessons that are left, marking them, then taking the marks back, and so on."""
    for kind in itertools.cycle(["done", "undone"]):
        for lesson in made.lessons[content.LESSONS_READ_BEFORE :]:
            request_id = uuid4()
            yield Press(lesson.key, kind, request_id), content.mark(lesson, learner, kind, request_id)


def _page(made, learner) -> Ask:
    return Ask(made.lesson.path, made.lesson.title, headers=learner.headers)


if __name__ == "__main__":
    sys.exit(main())
