"""What the ledger said at a moment in the past, read row by row for those who count.

Rows come by learner, so that who counts holds one person at a time. Learners are those enrolled in the runs.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from learning.courses.models import Enrolment
from learning.progress.models import Event, ReadingPlace

AT_ONCE = 2000


class Joined(NamedTuple):
    learner_id: int
    run_id: int
    enrolled_at: datetime
    completed_at: datetime | None


class Marked(NamedTuple):
    learner_id: int
    activity_id: int
    kind: str
    recorded_at: datetime


class Opened(NamedTuple):
    """`block_id` and `read_at` are those of the last visit, however late."""

    learner_id: int
    lesson_key: UUID
    opened_at: datetime
    block_id: UUID | None
    read_at: datetime


def joined(course_key: UUID, *, before: datetime) -> Iterator[Joined]:
    """Who was enrolled in a course, in whichever run."""
    rows = Enrolment.objects.filter(run__course_key=course_key, enrolled_at__lt=before).order_by("learner_id", "pk")
    values = rows.values_list("learner_id", "run_id", "enrolled_at", "completion__completed_at")
    return map(Joined._make, values.iterator(AT_ONCE))


def marks(activity_ids: Collection[int], *, run_ids: Collection[int], before: datetime) -> Iterator[Marked]:
    """In the order in which the server wrote them."""
    rows = Event.objects.filter(
        learner__in=_learners(run_ids), activity__in=activity_ids, recorded_at__lt=before
    ).order_by("learner_id", "activity_id", "pk")
    return map(Marked._make, rows.values_list("learner_id", "activity_id", "kind", "recorded_at").iterator(AT_ONCE))


def places(lesson_keys: Collection[UUID], *, run_ids: Collection[int], before: datetime) -> Iterator[Opened]:
    rows = ReadingPlace.objects.filter(
        learner__in=_learners(run_ids), lesson_key__in=lesson_keys, opened_at__lt=before
    ).order_by("learner_id", "lesson_key")
    values = rows.values_list("learner_id", "lesson_key", "opened_at", "block_id", "read_at")
    return map(Opened._make, values.iterator(AT_ONCE))


def _learners(run_ids: Collection[int]) -> QuerySet:
    return Enrolment.objects.filter(run__in=run_ids).values("learner_id")
