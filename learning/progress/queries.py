"""The one place that turns rows of the ledger into words and numbers.

The page, the list of one's courses, the mentor, exports and mail all call `explain`; nothing else counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext, ngettext, pgettext

from jadro.accounts.models import User
from jadro.base.prepared import Prepared
from learning.courses import queries as courses
from learning.courses.models import Enrolment, OutlineItem
from learning.progress.choices import EventKind
from learning.progress.models import ActivityState, Completion, Event, ReadingPlace, receipt_number

# Above this many activities a ring or bar is too fine to read and shows a segment for each module instead.
MOST_SEGMENTS = 24


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
_places = Prepared(
    lambda learner, lesson_keys: ReadingPlace.objects.filter(learner=learner, lesson_key__in=lesson_keys).values_list(
        "lesson_key", "block_id", "read_at"
    )
)


@dataclass(frozen=True)
class Mark:
    """That an activity is done: since when, and the receipt of what made it so last."""

    done_at: datetime
    recorded_at: datetime
    receipt_number: str


@dataclass(frozen=True)
class Item:
    """An activity of the latest outline, and where the learner stands with it. `is_new` marks what came after they
    finished the course."""

    part: courses.Part
    mark: "Mark | None"
    is_new: bool

    @property
    def done_at(self) -> datetime | None:
        return self.mark.done_at if self.mark else None

    @property
    def is_done(self) -> bool:
        return self.mark is not None

    @property
    def state(self) -> str:
        """The key of the mark shown beside it: done, new or todo."""
        if self.is_done:
            return "done"
        return "new" if self.is_new else "todo"


@dataclass(frozen=True)
class ModuleProgress:
    module: courses.Module
    items: tuple[Item, ...]

    @property
    def required(self) -> list[Item]:
        return [item for item in self.items if item.part.is_required]

    @property
    def count_sentence(self) -> str:
        return count_words(sum(item.is_done for item in self.required), len(self.required))


@dataclass(frozen=True)
class Explanation:
    """A learner's progress in a course, with what it is counted from.

    `done` and `required` are counts of required activities: of the outline they finished, once they finished, else of
    the latest. `outline_number` and `outline_made_at` say which outline that is.
    """

    course_key: UUID
    course_title: str
    modules: tuple[ModuleProgress, ...]
    enrolled_at: datetime | None
    completed_at: datetime | None
    done: int
    required: int
    outline_number: int
    outline_made_at: datetime
    place_block: UUID | None
    place_lesson: UUID | None

    @cached_property
    def items(self) -> list[Item]:
        return [item for module in self.modules for item in module.items]

    @property
    def is_enrolled(self) -> bool:
        return self.enrolled_at is not None

    @property
    def is_complete(self) -> bool:
        return self.completed_at is not None

    @property
    def has_begun(self) -> bool:
        return any(item.is_done for item in self.items) or self.place_lesson is not None

    @cached_property
    def new(self) -> list[Item]:
        return [item for item in self.items if item.is_new and not item.is_done]

    @cached_property
    def missing(self) -> list[Item]:
        """Required activities that are not done; after completion only what is new."""
        if self.is_complete:
            return self.new
        return [item for item in self.items if item.part.is_required and not item.is_done]

    @cached_property
    def next(self) -> Item | None:
        """What to do next: the unfinished lesson where the learner stopped reading, else the first missing activity
        that can be opened, else the first optional one left."""
        optional = [item for item in self.items if not item.is_done and not item.part.is_required]
        left = [item for item in [*self.missing, *optional] if item.part.url]
        stopped = (item for item in left if item.part.page_key == self.place_lesson)
        return next(stopped, left[0] if left else None)

    @property
    def may_finish(self) -> bool:
        """Everything the course asks for now is done, but the last step was an editor's: the learner finishes it
        themselves."""
        return not self.is_complete and 0 < self.required == self.done

    @property
    def taken_back(self) -> list[Item]:
        """Marks the learner took back after finishing; the course stays finished."""
        if not self.is_complete:
            return []
        return [item for item in self.items if item.part.is_required and not item.is_done and not item.is_new]

    @property
    def next_url(self) -> str:
        """Where to go on: the next lesson, at the block where the learner stopped reading it."""
        if self.next is None:
            return ""
        is_here = self.place_block is not None and self.next.part.page_key == self.place_lesson
        return self.next.part.url + (f"#block-{self.place_block}" if is_here else "")

    @property
    def segments(self) -> list[str]:
        """Letters for ring and bar: d done, n new, h next, . not yet; by module in long courses."""
        if len(self.items) > MOST_SEGMENTS:
            return [self._segment(module.items) for module in self.modules]
        return [self._segment((item,)) for item in self.items]

    def _segment(self, items: tuple[Item, ...]) -> str:
        if all(item.is_done for item in items):
            return "d"
        if any(item in self.new for item in items):
            return "n"
        return "h" if self.next in items else "."

    @property
    def count_sentence(self) -> str:
        return count_words(self.done, self.required)

    @property
    def new_sentence(self) -> str:
        return ngettext("%(count)s new since you finished", "%(count)s new since you finished", len(self.new)) % {
            "count": len(self.new)
        }

    @property
    def taken_back_sentence(self) -> str:
        count = len(self.taken_back)
        return ngettext(
            "You took %(count)s mark back after finishing. The course stays finished.",
            "You took %(count)s marks back after finishing. The course stays finished.",
            count,
        ) % {"count": count}

    @property
    def rule_sentence(self) -> str:
        return ngettext(
            "The course is finished when you have done its %(count)s required activity (outline %(number)s).",
            "The course is finished when you have done all its %(count)s required activities (outline %(number)s).",
            self.required,
        ) % {"count": self.required, "number": self.outline_number}

    @property
    def missing_sentence(self) -> str:
        """What is left, by title when it is little."""
        count = len(self.missing)
        if count == 0:
            return gettext("Nothing is left.")
        if count <= 2:
            titles = pgettext("joins two titles", " and ").join(
                pgettext("a title in a sentence", "“%(title)s”") % {"title": item.part.title} for item in self.missing
            )
            return gettext("Left: %(titles)s.") % {"titles": titles}
        return ngettext("Left: %(count)s activity.", "Left: %(count)s activities.", count) % {"count": count}


def count_words(done: int, required: int) -> str:
    """The figure everybody sees, such as “7 of 9 finished”."""
    return ngettext("%(done)s of %(required)s finished", "%(done)s of %(required)s finished", required) % {
        "done": done,
        "required": required,
    }


def explain(learner: User, course_key: UUID, language: str) -> Explanation | None:
    """A learner's progress in one course; None when the course was never published."""
    return explain_all(learner, [course_key], language).get(course_key)


def explain_all(learner: User, course_keys: Iterable[UUID], language: str) -> dict[UUID, Explanation]:
    """The same for several courses at once. Three queries, whatever the number of courses and lessons; more only for
    what is not remembered of the courses."""
    contents = courses.contents_of(course_keys, language, learner)
    standings = _standings(learner, contents)
    marks = _marks(learner, {part.activity_id for each in contents.values() for part in each.parts})
    lesson_keys = list({part.page_key for each in contents.values() for part in each.parts})
    places = {place[0]: place for place in _places(learner=learner.pk, lesson_keys=lesson_keys)}
    return {key: _explanation(each, standings.get(key), marks, places) for key, each in contents.items()}


@dataclass(frozen=True)
class Standing:
    """How a person follows a course, and the outline they finished it with."""

    enrolled_at: datetime
    completed_at: datetime | None
    done_count: int | None
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


def _explanation(
    contents: courses.Contents,
    standing: Standing | None,
    marks: dict[int, Mark],
    places: dict[UUID, tuple[UUID, UUID | None, datetime]],
) -> Explanation:
    is_complete = standing is not None and standing.completed_at is not None
    finished = (
        courses.required_activities(standing.outline_id) if standing and standing.outline_id else frozenset[int]()
    )
    modules = tuple(
        ModuleProgress(
            module,
            tuple(
                Item(
                    part,
                    marks.get(part.activity_id),
                    is_new=is_complete and part.is_required and part.activity_id not in finished,
                )
                for part in module.parts
            ),
        )
        for module in contents.modules
    )
    required = [part.activity_id for part in contents.parts if part.is_required]
    stopped = max(
        (places[part.page_key] for part in contents.parts if part.page_key in places),
        key=lambda place: place[2],
        default=None,
    )
    done_count = standing.done_count if standing else None
    return Explanation(
        course_key=contents.course_key,
        course_title=contents.title,
        modules=modules,
        enrolled_at=standing.enrolled_at if standing else None,
        completed_at=standing.completed_at if standing else None,
        done=sum(activity in marks for activity in required) if done_count is None else done_count,
        required=len(required) if done_count is None else done_count,
        outline_number=(standing and standing.outline_number) or contents.outline_number,
        outline_made_at=(standing and standing.outline_made_at) or contents.made_at,
        place_block=stopped[1] if stopped else None,
        place_lesson=stopped[0] if stopped else None,
    )


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


@dataclass(frozen=True)
class Finished:
    """That a person finished a course: when, and by which rule of which outline."""

    completion_id: int
    completed_at: datetime
    rule: str
    required: int
    outline_id: int
    outline_number: int


def finished(learner: User, course_key: UUID) -> Finished | None:
    """How a person finished a course; of several runs the one they joined last."""
    rows = Completion.objects.filter(enrolment__learner=learner, enrolment__run__course_key=course_key)
    values = ("pk", "completed_at", "rule", "done_count", "outline_id", "outline__number")
    row = rows.order_by("-enrolment__enrolled_at", "-enrolment__pk").values_list(*values).first()
    return Finished(*row) if row else None


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
