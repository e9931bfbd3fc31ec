import signal
from uuid import uuid4

import pytest
from django.utils import timezone

from bench.clients import Ask
from bench.soak import WEB, WORKER, Blow, Failure, Finding, Person, Press, growth, record_findings, unexplained
from learning.progress import services
from learning.progress.choices import EventKind
from tests.factories import accounts, learning

KILL = Blow(WEB, signal.SIGKILL, at=100, back_at=105)


def failure(sent_at: float, failed_at: float) -> Failure:
    return Failure(sent_at, failed_at, is_refused=False, text="cut")


def test_request_that_was_under_way_when_the_server_was_killed_is_the_kills():
    assert unexplained([failure(98, 100)], [KILL]) == []


def test_request_while_the_site_was_away_is_the_kills():
    assert unexplained([failure(103, 103)], [KILL]) == []


def test_request_that_failed_at_another_time_is_not():
    before, after = failure(90, 95), failure(110, 111)

    assert unexplained([before, after], [KILL]) == [before, after]


def test_killed_worker_excuses_no_failed_page():
    failed = failure(100, 101)

    assert unexplained([failed], [Blow(WORKER, signal.SIGKILL, at=100, back_at=105)]) == [failed]


def test_memory_of_the_first_quarter_is_not_counted_as_growth():
    assert growth([100, 100, 300, 300, 300, 300, 320, 320]) == 20


def test_finding_without_a_limit_is_never_wrong():
    assert not Finding("saves", 5).is_wrong
    assert Finding("lost", 1, 0).is_wrong


class Told:
    """A person who has marked a lesson, and what they were told."""

    def __init__(self) -> None:
        self.course = learning.course(2)
        self.lesson = learning.lessons_of(self.course)[0]
        self.user = accounts.user()
        self.person = Person(iter([]), Ask("/", ""))
        self.press = Press(self.lesson.translation_key, "done", uuid4())

    def save(self, kind: EventKind = EventKind.DONE, request_id=None) -> None:
        activity = learning.activity_of(self.lesson, self.course)
        services.record(
            self.user,
            activity,
            course_key=self.course.translation_key,
            kind=kind,
            request_id=request_id or self.press.request_id,
            language="mk",
            at=timezone.now(),
        )

    def wrong(self) -> list[str]:
        findings = record_findings([self.person], [self.user.email], read_before=0, lessons=2)
        return [finding.what for finding in findings if finding.is_wrong]


@pytest.fixture
def told(db) -> Told:
    return Told()


def test_save_that_was_acknowledged_and_is_stored_is_right(told):
    told.save()
    told.person.acknowledged.append(told.press)

    assert told.wrong() == []


def test_save_that_was_acknowledged_and_is_not_stored_is_lost(told):
    told.person.acknowledged.append(told.press)

    assert told.wrong() == ["acknowledged saves that are lost", "states that are not the last that was saved"]


def test_save_that_nobody_made_is_found(told):
    told.save()

    assert told.wrong() == ["saves nobody made"]


def test_save_that_was_never_answered_may_be_there_or_not(told):
    told.person.unanswered = told.press
    assert told.wrong() == []

    told.save()
    assert told.wrong() == []


def test_state_that_is_not_the_last_that_was_acknowledged_is_found(told):
    told.save()
    undone = Press(told.press.lesson, "undone", uuid4())
    told.person.acknowledged += [told.press, undone]
    told.save(EventKind.UNDONE, undone.request_id)
    assert told.wrong() == []

    told.person.acknowledged.reverse()
    assert told.wrong() == ["states that are not the last that was saved"]
