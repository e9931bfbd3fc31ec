"""Counting: one pass over what people did, person by person, so that memory grows with their number and not with all
they did. Nothing here is rounded or hidden; `figures` does that before anybody sees it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Generic, TypeVar
from uuid import UUID

from learning.courses import outlines
from learning.courses.choices import ActivityKind
from learning.courses.models import Outline, OutlineItem, Run
from learning.progress import past
from learning.progress.choices import EventKind
from learning.quizzes import results
from learning.statistics.disclosure import counting_months
from learning.statistics.periods import Month, Period, start_of_day

HOUR, DAY = 60, 24 * 60
Row = TypeVar("Row", bound=tuple)


@dataclass
class ItemTally:
    """Of one thing to do. `minutes` counts how long people took, by rounded minutes; `questions` has (answered, missed)
    and `blocks` who was last seen where, by id."""

    opened: int = 0
    done: int = 0
    stopped: int = 0
    minutes: Counter[int] = field(default_factory=Counter)
    blocks: Counter[UUID] = field(default_factory=Counter)
    questions: dict[UUID, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))


@dataclass
class Tally:
    """`stopped_before` are people who did nothing of it. `items` are by activity; `pages` have theirs, by key."""

    outline: Outline | None
    listed: list[OutlineItem]
    pages: dict[UUID, list[int]]
    people: int = 0
    began: int = 0
    finished: int = 0
    stopped_before: int = 0
    days: Counter[int] = field(default_factory=Counter)
    items: dict[int, ItemTally] = field(default_factory=lambda: defaultdict(ItemTally))


@dataclass(frozen=True)
class Person:
    """What one learner did, as far as it was done before their run and the period ended."""

    enrolled_at: datetime
    completed_at: datetime | None
    done: Mapping[int, datetime]
    opened: Mapping[UUID, past.Opened]
    answers: list[results.Judged]


def tally(course_key: UUID, runs: Collection[Run], period: Period) -> Tally:
    """Counts the people of these runs over the outline that was the latest when the period ended. Six queries, five
    where no quiz is asked for, whatever the number of people and of things to do."""
    outline = outlines.outline_before(course_key, period.last.end)
    listed = list(outline.items.in_order().select_related("activity")) if outline else []
    pages: dict[UUID, list[int]] = defaultdict(list)
    for item in listed:
        pages[item.page_key].append(item.activity_id)
    counted = Tally(outline, listed, pages)
    cutoffs = {run.pk: _cutoff(run, period) for run in runs}
    for learner in _people(course_key, cutoffs, listed, period):
        _count(counted, learner)
    return counted


def _cutoff(run: Run, period: Period) -> datetime:
    over = start_of_day(run.ends_on + timedelta(days=1)) if run.ends_on else period.last.end
    return min(over, period.last.end)


def _people(
    course_key: UUID, cutoffs: dict[int, datetime], listed: list[OutlineItem], period: Period
) -> Iterator[Person]:
    joined = _joined_in(course_key, cutoffs, period)
    if not joined:
        return
    activity_ids = [item.activity_id for item in listed]
    quiz_ids = [item.activity_id for item in listed if item.activity.kind == ActivityKind.QUIZ]
    end = period.last.end
    marks = ByLearner(past.marks(activity_ids, run_ids=list(cutoffs), before=end))
    places = ByLearner(past.places({item.page_key for item in listed}, run_ids=list(cutoffs), before=end))
    answers = ByLearner(results.first_answers(quiz_ids, before=end) if quiz_ids else iter(()))
    for learner_id in sorted(joined):
        its_marks, its_places, its_answers = marks.of(learner_id), places.of(learner_id), answers.of(learner_id)
        for each in joined[learner_id]:
            cutoff = cutoffs[each.run_id]
            yield Person(
                enrolled_at=each.enrolled_at,
                completed_at=each.completed_at if each.completed_at and each.completed_at < cutoff else None,
                done=_done(mark for mark in its_marks if mark.recorded_at < cutoff),
                opened={place.lesson_key: place for place in its_places if place.opened_at < cutoff},
                answers=[answer for answer in its_answers if answer.submitted_at < cutoff],
            )


def _joined_in(course_key: UUID, run_ids: Collection[int], period: Period) -> dict[int, list[past.Joined]]:
    """Who counts in the period, by learner."""
    everybody = [(each, Month.of(each.enrolled_at)) for each in past.joined(course_key, before=period.last.end)]
    counts = counting_months((each.run_id, month) for each, month in everybody)
    found: dict[int, list[past.Joined]] = defaultdict(list)
    for each, month in everybody:
        if each.run_id in run_ids and counts.get((each.run_id, month)) in period:
            found[each.learner_id].append(each)
    return found


def _done(marks: Iterable[past.Marked]) -> dict[int, datetime]:
    """Since when what is done; the order of rows is that of the server."""
    done: dict[int, datetime] = {}
    for mark in marks:
        if mark.kind == EventKind.UNDONE:
            done.pop(mark.activity_id, None)
        else:
            done.setdefault(mark.activity_id, mark.recorded_at)
    return done


def _count(counted: Tally, person: Person) -> None:
    counted.people += 1
    counted.began += bool(person.done or person.opened)
    if person.completed_at:
        counted.finished += 1
        counted.days[max(0, (person.completed_at - person.enrolled_at).days)] += 1
    _count_steps(counted, person)
    for page_key, activity_ids in counted.pages.items():
        _count_page(counted, person, person.opened.get(page_key), activity_ids)
    for answer in person.answers:
        answered = counted.items[answer.activity_id].questions[answer.question_id]
        answered[0] += 1
        answered[1] += not answer.is_right


def _count_steps(counted: Tally, person: Person) -> None:
    last, before = None, person.enrolled_at
    for activity_id, done_at in sorted(person.done.items(), key=itemgetter(1)):
        item = counted.items[activity_id]
        item.done += 1
        last = item
        # What was done before enrolling, in another run, took no time of this one.
        if done_at >= person.enrolled_at:
            item.minutes[rounded_minutes(done_at - before)] += 1
            before = done_at
    if person.completed_at:
        return
    if last is None:
        counted.stopped_before += 1
    else:
        last.stopped += 1


def _count_page(counted: Tally, person: Person, place: past.Opened | None, activity_ids: list[int]) -> None:
    for activity_id in activity_ids:
        counted.items[activity_id].opened += place is not None or activity_id in person.done
    first = activity_ids[0]
    if place is not None and place.block_id and first not in person.done:
        counted.items[first].blocks[place.block_id] += 1


def rounded_minutes(time: timedelta) -> int:
    """To five minutes, from two hours on to hours, from two days on to days."""
    minutes = time.total_seconds() / 60
    step = 5 if minutes < 2 * HOUR else HOUR if minutes < 2 * DAY else DAY
    return int(minutes / step + 0.5) * step


def median(counts: Counter[int]) -> int:
    """The lower one of two, so that it is always somebody's and half of the people took no longer."""
    middle, passed = (counts.total() + 1) // 2, 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= middle:
            return value
    raise ValueError("There is no median of nothing.")


class ByLearner(Generic[Row]):
    """Rows that come in the order of learners, whose key stands first in each, for one learner after the other."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._groups = groupby(rows, itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, learner_id: int) -> list[Row]:
        """Learners are asked for in rising order."""
        while self._next is not None and self._next[0] < learner_id:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != learner_id:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows
