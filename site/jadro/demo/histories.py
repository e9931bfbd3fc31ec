"""Histories as people leave them, invented: they join on different days, read at a human pace, go on another day, stop,
finish, take a mark back. The same number gives the same history, counted back from the moment it is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from jadro.accounts.choices import MemberKind, Role
from learning.courses.choices import ActivityKind
from learning.courses.queries import Contents, Part
from learning.progress.choices import EventKind

LANGUAGES = {"mk": 6, "sq": 3, "en": 1}
EARLIEST_DAYS = 180
# In UTC; people in Skopje are awake then, in winter and in summer.
FIRST_HOUR, LAST_HOUR = 7, 19

SHARE_THAT_ONLY_LOOKS = 0.1
SHARE_THAT_FINISHES = 0.45
SHARE_THAT_GOES_ON_TO_THE_NEXT_COURSE = 0.6
SHARE_OF_MARKS_TAKEN_BACK = 0.03
SHARE_THAT_FAILS_A_QUIZ_FIRST = 0.25


@dataclass(frozen=True)
class Step:
    """Something a learner does in a course. Without a part they join it; without a kind they read and mark nothing. A
    quiz is handed in, and passed when the kind is DONE."""

    request_id: UUID
    at: datetime
    course_key: UUID
    language: str
    part: Part | None = None
    kind: EventKind | None = None


@dataclass(frozen=True)
class Learner:
    number: int
    language: str
    role: Role | None
    member_kind: MemberKind
    municipality: str
    joined_at: datetime
    steps: tuple[Step, ...]


def invent(number: int, courses: Sequence[Contents], municipalities: Sequence[str], *, until: datetime) -> Learner:
    """A learner with what they did until then, in these courses one after the other."""
    chance = Random(number)  # noqa: S311  nothing secret hangs on it
    language = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
    role = chance.choices([Role.MEMBER, None], [4, 1])[0]
    member_kind = chance.choice(list(MemberKind))
    municipality = chance.choice(municipalities)
    joined_at = _daytime(until - timedelta(days=chance.triangular(1, EARLIEST_DAYS, 40)), chance)
    steps = (step for step in _learn(number, courses, language, joined_at, chance) if step.at < until)
    return Learner(number, language, role, member_kind, municipality, joined_at, tuple(steps))


def _learn(number: int, courses: Sequence[Contents], language: str, at: datetime, chance: Random) -> Iterator[Step]:
    count = 0

    def step(at: datetime, course: Contents, part: Part | None = None, kind: EventKind | None = None) -> Step:
        nonlocal count
        count += 1
        # Now and then somebody reads the page in another language; it is one thing learned.
        read_in = chance.choice(list(LANGUAGES)) if chance.random() < 0.05 else language
        return Step(
            uuid5(course.course_key, f"learner {number} step {count}"), at, course.course_key, read_in, part, kind
        )

    for course in courses:
        at += timedelta(minutes=chance.uniform(2, 9))
        yield step(at, course)
        # Nobody invented has a campaign, and so nobody a plan.
        parts = [part for part in course.parts if part.kind in (ActivityKind.READ, ActivityKind.QUIZ)]
        reads, marks_what_they_read = _how_far(len(parts), chance)
        for part in parts[:reads]:
            at = _next_sitting(at, chance) if chance.random() < 0.4 else at
            at += timedelta(minutes=part.minutes * chance.uniform(0.6, 1.7), seconds=chance.randrange(60))
            if part.kind == ActivityKind.READ:
                yield step(at, course, part)
            if not marks_what_they_read:
                continue
            if part.kind == ActivityKind.QUIZ and chance.random() < SHARE_THAT_FAILS_A_QUIZ_FIRST:
                yield step(at, course, part)
                at += timedelta(minutes=chance.uniform(1, 6))
            yield step(at, course, part, EventKind.DONE)
            if part.kind == ActivityKind.READ and chance.random() < SHARE_OF_MARKS_TAKEN_BACK:
                at += timedelta(minutes=chance.uniform(0.2, 3))
                yield step(at, course, part, EventKind.UNDONE)
                if chance.random() < 0.7:
                    at = _next_sitting(at, chance)
                    yield step(at, course, part, EventKind.DONE)
        goes_on = reads == len(parts) and chance.random() < SHARE_THAT_GOES_ON_TO_THE_NEXT_COURSE
        if not goes_on:
            return
        at = _next_sitting(at, chance)


def _how_far(length: int, chance: Random) -> tuple[int, bool]:
    """How many parts of a course somebody reads before they finish or stop, and whether they mark them."""
    fate = chance.random()
    if fate < SHARE_THAT_ONLY_LOOKS:
        return min(1, length), False
    if fate < 1 - SHARE_THAT_FINISHES:
        return int(length * chance.uniform(0.15, 0.9)), True
    return length, True


def _next_sitting(at: datetime, chance: Random) -> datetime:
    return _daytime(at + timedelta(days=1 + chance.expovariate(1 / 3)), chance)


def _daytime(at: datetime, chance: Random) -> datetime:
    """That day at an hour when people are awake."""
    hour, minute, second = chance.randint(FIRST_HOUR, LAST_HOUR), chance.randrange(60), chance.randrange(60)
    return at.replace(hour=hour, minute=minute, second=second, microsecond=0)
