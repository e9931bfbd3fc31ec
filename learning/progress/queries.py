"""Reads of the ledger. The page, the list of one's courses, the mentor, exports and mail all call `explain`; nothing
else counts for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from jadro.accounts.models import User
from jadro.base.prepared import Prepared
from learning.courses import queries as courses
from learning.courses.models import Enrolment, OutlineItem
from learning.progress.choices import EventKind
from learning.progress.counting import Asked, Count
from learning.progress.explanation import Explanation, Item, Mark, ModuleProgress
from learning.progress.models import ActivityState, Declined, Event, ReadingPlace, receipt_number

# Asked with every page of a course.
_enrolments = Prepared(
    lambda learner, course_keys: (
        Enrolment.objects.filter(learner=learner, run__course_key__in=course_keys)
        .order_by("enrolled_at", "pk")
        .values_list(
            "run__course_key",
            "enrolled_at",
            "completion__completed_at",
            "completion__done_count",
            "completion__optional_needed",
            "completion__outline",
            "completion__outline__number",
            "completion__outline__created_at",
        )
    )
)
_done = Prepared(
    lambda learner, activity_ids: ActivityState.objects.filter(
        learner=learner, activity__in=activity_ids, is_done=True
    ).values_list("activity_id", "done_at", "last_event__recorded_at", "last_event__request_id")
)
_declined = Prepared(
    lambda learner, activity_ids: Declined.objects.filter(learner=learner, activity__in=activity_ids).values_list(
        "activity_id"
    )
)
_places = Prepared(
    lambda learner, lesson_keys: ReadingPlace.objects.filter(learner=learner, lesson_key__in=lesson_keys).values_list(
        "lesson_key", "block_id", "read_at"
    )
)


def explain(learner: User, course_key: UUID, language: str) -> Explanation | None:
    """A learner's progress in one course; None when the course was never published."""
    return explain_all(learner, [course_key], language).get(course_key)


def explain_all(learner: User, course_keys: Iterable[UUID], language: str) -> dict[UUID, Explanation]:
    """The same for several courses at once. Three queries, whatever the number of courses and lessons; one more when
    something is new since a course was finished, and more for what is not remembered of the courses."""
    contents = courses.contents_of(course_keys, language, learner)
    standings = {key: standing for key, standing in _standings(learner, contents).items() if key in contents}
    finished = {key: courses.listed(each.outline_id) for key, each in standings.items() if each.outline_id}
    asked = {part.activity_id for each in contents.values() for part in each.parts}
    marks = _marks(learner, asked | {item.activity_id for items in finished.values() for item in items})
    new = {key: _asked_since(contents[key], items) for key, items in finished.items()}
    declined = _declined_among(learner, set().union(*new.values()) - marks.keys())
    lesson_keys = list({part.page_key for each in contents.values() for part in each.parts})
    places = {place[0]: place for place in _places(learner=learner.pk, lesson_keys=lesson_keys)}
    return {
        key: _explanation(
            each,
            standings.get(key),
            finished=finished.get(key, ()),
            new=new.get(key, set()),
            declined=declined,
            marks=marks,
            places=places,
        )
        for key, each in contents.items()
    }


@dataclass(frozen=True)
class Standing:
    """How a person follows a course, and the outline they finished it with."""

    enrolled_at: datetime
    completed_at: datetime | None
    done_count: int | None
    optional_needed: int | None
    outline_id: int | None
    outline_number: int | None
    outline_made_at: datetime | None


def _standings(learner: User, course_keys: Iterable[UUID]) -> dict[UUID, Standing]:
    """By course; of several runs of it, the one joined last."""
    rows = _enrolments(learner=learner.pk, course_keys=list(course_keys))
    return {key: Standing(*values) for key, *values in rows}


def _marks(learner: User, activity_ids: set[int]) -> dict[int, Mark]:
    """The marks a person has now, by activity."""
    rows = _done(learner=learner.pk, activity_ids=list(activity_ids))
    return {
        activity_id: Mark(done_at, recorded_at, receipt_number(request_id))
        for activity_id, done_at, recorded_at, request_id in rows
        if done_at is not None
    }


def _asked_since(contents: courses.Contents, finished: tuple[courses.Listed, ...]) -> set[int]:
    """What a course requires now and did not require when it was finished."""
    then = {item.activity_id for item in finished if item.is_required}
    return {part.activity_id for part in contents.parts if part.is_required} - then


def _declined_among(learner: User, activity_ids: set[int]) -> set[int]:
    return {activity_id for (activity_id,) in _declined(learner=learner.pk, activity_ids=list(activity_ids))}


def _explanation(
    contents: courses.Contents,
    standing: Standing | None,
    *,
    finished: tuple[courses.Listed, ...],
    new: set[int],
    declined: set[int],
    marks: dict[int, Mark],
    places: dict[UUID, tuple[UUID, UUID | None, datetime]],
) -> Explanation:
    modules = tuple(
        ModuleProgress(
            module,
            tuple(
                Item(
                    part,
                    marks.get(part.activity_id),
                    is_new=part.activity_id in new,
                    is_declined=part.activity_id in declined,
                )
                for part in module.parts
            ),
        )
        for module in contents.modules
    )
    stopped = max(
        (places[part.page_key] for part in contents.parts if part.page_key in places),
        key=lambda place: place[2],
        default=None,
    )
    counted = _asked(contents).count(marks.keys())
    if standing is not None and standing.outline_id is not None:
        done, needed = standing.done_count or 0, standing.optional_needed or 0
        counted = Count(standing.outline_id, done, done, needed, needed)
    return Explanation(
        course_key=contents.course_key,
        course_title=contents.title,
        modules=modules,
        finished=finished,
        marks=marks,
        enrolled_at=standing.enrolled_at if standing else None,
        completed_at=standing.completed_at if standing else None,
        counted=counted,
        outline_number=(standing and standing.outline_number) or contents.outline_number,
        outline_made_at=(standing and standing.outline_made_at) or contents.made_at,
        place_block=stopped[1] if stopped else None,
        place_lesson=stopped[0] if stopped else None,
    )


def _asked(contents: courses.Contents) -> Asked:
    required = frozenset(part.activity_id for part in contents.parts if part.is_required)
    optional = frozenset(part.activity_id for part in contents.parts) - required
    return Asked(contents.outline_id, required, optional, contents.optional_needed)


def followed_courses(learner: User) -> list[UUID]:
    """Keys of the courses a person follows; the one they did or read something in last stands first."""
    asked = OutlineItem.objects.filter(outline__course_key=OuterRef(OuterRef("run__course_key")))
    rows = Enrolment.objects.filter(learner=learner).annotate(
        marked_at=Subquery(
            Event.objects.filter(learner=learner, activity__in=asked.values("activity"))
            .order_by("-pk")
            .values("recorded_at")[:1]
        ),
        read_at=Subquery(
            ReadingPlace.objects.filter(learner=learner, lesson_key__in=asked.values("page_key"))
            .order_by("-read_at")
            .values("read_at")[:1]
        ),
    )
    latest: dict[UUID, datetime] = {}
    for key, *moments in rows.values_list("run__course_key", "enrolled_at", "marked_at", "read_at"):
        latest[key] = max([*filter(None, moments), *filter(None, [latest.get(key)])])
    return sorted(latest, key=lambda key: latest[key], reverse=True)


def was_recorded(learner: User, request_id: UUID, lesson_key: UUID, kind: str) -> bool:
    """Whether this very request of the learner was answered before."""
    return Event.objects.filter(
        learner=learner, request_id=request_id, activity__owner_key=lesson_key, kind=kind
    ).exists()


@dataclass(frozen=True)
class Saved:
    """Something a person saved, with the title of what it was about in their language."""

    event: Event
    title: str

    @property
    def is_done(self) -> bool:
        return self.event.kind == EventKind.DONE

    @property
    def what(self) -> str:
        return self.event.get_kind_display()


def last_saved(learner: User, language: str, *, most: int = 3) -> list[Saved]:
    """What a person saved last, newest first. Two queries, three when a title is missing in the language."""
    events = list(Event.objects.filter(learner=learner).select_related("activity").order_by("-pk")[:most])
    titles = courses.titles({event.activity.owner_key for event in events}, language, learner)
    return [Saved(event, titles.get(event.activity.owner_key, "")) for event in events]
