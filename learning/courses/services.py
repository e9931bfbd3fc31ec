"""What changes a course's outline and who follows it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jadro.accounts.models import User
from jadro.base.errors import Refused
from learning.courses import queries
from learning.courses.choices import ActivityKind, RunKind
from learning.courses.models import Activity, Enrolment, Outline, OutlineItem, Run


class NotOffered(Refused):
    message = _("This course is not offered at the moment. What you did in it is kept.")


@transaction.atomic
def renew_outline(course_key: UUID, *, at: datetime) -> Outline | None:
    """Makes the next outline of a course if what it asks for has changed; returns it, or None when nothing changed.

    A course that is not live gets no new outline: it is closed, and what it asked for stays as it was. Safe to call
    again at any time.
    """
    lessons = queries.live_lessons(course_key)
    if lessons is None:
        return None
    # Two publications at once would choose the same number; the latest outline is the row they queue at.
    latest = Outline.objects.select_for_update().filter(course_key=course_key).order_by("-number").first()
    activities = _activities([lesson.key for lesson in lessons])
    wanted = [(activities[lesson.key].pk, lesson.is_required, lesson.module_key) for lesson in lessons]
    if latest is not None and wanted == list(
        latest.items.order_by("position").values_list("activity_id", "is_required", "module_key")
    ):
        return None
    if latest is None and not wanted:
        return None
    outline = Outline.objects.create(course_key=course_key, number=latest.number + 1 if latest else 1, created_at=at)
    OutlineItem.objects.bulk_create(
        OutlineItem(
            outline=outline,
            activity=activities[lesson.key],
            position=position,
            is_required=lesson.is_required,
            module_key=lesson.module_key,
            module_title=lesson.module_title,
            title=lesson.title,
        )
        for position, lesson in enumerate(lessons, start=1)
    )
    return outline


def _activities(owner_keys: list[UUID]) -> dict[UUID, Activity]:
    """The reading activity of each lesson, made where it is missing."""
    Activity.objects.bulk_create(
        (Activity(owner_key=key, kind=ActivityKind.READ) for key in owner_keys), ignore_conflicts=True
    )
    found = Activity.objects.filter(owner_key__in=owner_keys, block_id__isnull=True)
    return {activity.owner_key: activity for activity in found}


@transaction.atomic
def enrol(learner: User, course_key: UUID, *, at: datetime) -> Enrolment:
    """Enrols a person in the open run of a course; who is enrolled already stays so. Raises NotOffered when the course
    is not live."""
    if queries.source_course(course_key, live=True) is None:
        raise NotOffered
    run, _made = Run.objects.get_or_create(course_key=course_key, kind=RunKind.OPEN)
    enrolment, _made = Enrolment.objects.get_or_create(run=run, learner=learner, defaults={"enrolled_at": at})
    return enrolment
