"""Reads of the ledger. The page, the list of one's courses, the mentor, exports and mail all call `explain`; nothing
else counts for them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from jadro.accounts.models import User
from jadro.base.dates import show_date
from jadro.base.language import in_language
from jadro.base.prepared import Prepared
from learning.courses import queries as courses
from learning.courses.cards import CourseCard, course_cards
from learning.courses.models import Enrolment, OutlineItem, Run
from learning.progress.choices import EventKind
from learning.progress.counting import Asked, Count
from learning.progress.explanation import Explanation, Item, Mark, ModuleProgress
from learning.progress.in_run import InRun
from learning.progress.models import ActivityState, Completion, Declined, Event, ReadingPlace, receipt_number

# Asked with every page of a course.
_enrolments = Prepared(
    lambda learner, course_keys: (
        Enrolment.objects.filter(learner=learner, run__course_key__in=course_keys)
        .order_by("enrolled_at", "pk")
        .values_list(
            "run__course_key",
            "pk",
            "enrolled_at",
            "run__kind",
            "run__starts_on",
            "run__ends_on",
            "run__names__language",
            "run__names__name",
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
    standings = {key: standing for key, standing in _standings(learner, contents, language).items() if key in contents}
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
    """How a person follows a course: in which runs, and the outline they finished the one joined last with."""

    runs: tuple[InRun, ...]
    done_count: int | None
    optional_needed: int | None
    outline_id: int | None
    outline_number: int | None
    outline_made_at: datetime | None


@dataclass
class _Name:
    language: str
    name: str


def _standings(learner: User, course_keys: Iterable[UUID], language: str) -> dict[UUID, Standing]:
    """By course. A run has a row for each language of its name."""
    rows: dict[UUID, dict[int, tuple]] = {}
    names: dict[int, list[_Name]] = {}
    for course_key, pk, *values in _enrolments(learner=learner.pk, course_keys=list(course_keys)):
        enrolled_at, kind, starts_on, ends_on, code, name, completed_at, *finished = values
        names.setdefault(pk, []).extend([_Name(code, name)] if code else [])
        rows.setdefault(course_key, {})[pk] = (enrolled_at, kind, starts_on, ends_on, completed_at, *finished)
    standings = {}
    for course_key, its_rows in rows.items():
        runs = []
        for pk, (enrolled_at, kind, starts_on, ends_on, completed_at, *_finished) in its_rows.items():
            named = in_language(names[pk], language)
            name, code = (named.name, named.language) if named else ("", "")
            runs.append(InRun(enrolled_at, kind, name, code, starts_on, ends_on, completed_at))
        *_run, done_count, optional_needed, outline_id, number, made_at = next(reversed(its_rows.values()))
        standings[course_key] = Standing(tuple(runs), done_count, optional_needed, outline_id, number, made_at)
    return standings


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
        runs=standing.runs if standing else (),
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


@dataclass(frozen=True)
class Finished:
    """That a person finished a course: when, and by which rule of which outline."""

    completion_id: int
    completed_at: datetime
    rule: str
    required: int
    optional: int
    outline_id: int
    outline_number: int


def finished(learner: User, course_key: UUID) -> Finished | None:
    """How a person finished a course; of several runs the one they joined last."""
    rows = Completion.objects.filter(enrolment__learner=learner, enrolment__run__course_key=course_key)
    values = ("pk", "completed_at", "rule", "done_count", "optional_done", "outline_id", "outline__number")
    row = rows.order_by("-enrolment__enrolled_at", "-enrolment__pk").values_list(*values).first()
    return Finished(*row) if row else None


def completion_in_same_run(learner: User, completion_id: int) -> int | None:
    """The completion of a person in the run in which somebody else has this one."""
    runs = Completion.objects.filter(pk=completion_id).values("enrolment__run")
    rows = Completion.objects.filter(enrolment__learner=learner, enrolment__run__in=runs)
    return rows.values_list("pk", flat=True).first()


def finished_courses(learner: User, course_keys: Iterable[UUID]) -> set[UUID]:
    """Those of these courses that a person has finished, in whichever run."""
    rows = Enrolment.objects.filter(learner=learner, run__course_key__in=list(course_keys), completion__isnull=False)
    return set(rows.values_list("run__course_key", flat=True))


@dataclass(frozen=True)
class BeforeThis:
    """A course to finish before another one, and how far the reader is. `progress` is None for a visitor."""

    card: CourseCard
    is_binding: bool
    progress: Explanation | None

    @property
    def is_met(self) -> bool:
        return self.progress is not None and self.progress.was_ever_finished


def before_this(learner: User, course_key: UUID, language: str) -> list[BeforeThis]:
    """What to finish before a course. No query for a course that builds on none, else those of `explain_all`."""
    before = courses.prerequisites(course_key)
    if not before:
        return []
    cards = {card.key: card for card in course_cards(language, learner)}
    explanations = explain_all(learner, [each.course_key for each in before], language)
    return [
        BeforeThis(cards[each.course_key], each.is_binding, explanations.get(each.course_key))
        for each in before
        if each.course_key in cards
    ]


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
    titles = courses.titles_of_activities([event.activity for event in events], language, learner)
    return [Saved(event, titles.get(event.activity_id, "")) for event in events]


@dataclass(frozen=True)
class RunFigures:
    """How many people a run has and how many of them finished in it: by its last day, and after it. What the same
    people did in another run of the course is counted there."""

    people: int
    finished: int
    finished_later: int

    @property
    def sentence(self) -> str:
        finished = ngettext(
            "%(finished)s of %(people)s person finished",
            "%(finished)s of %(people)s people finished",
            self.people,
        ) % {"finished": self.finished, "people": self.people}
        if not self.finished_later:
            return finished
        later = ngettext("%(count)s after its last day", "%(count)s after its last day", self.finished_later)
        return f"{finished} · {later % {'count': self.finished_later}}"


def run_figures(run: Run) -> RunFigures:
    return runs_figures([run])[run.pk]


def runs_figures(runs: Collection[Run]) -> dict[int, RunFigures]:
    """By run; one query for all of them."""
    completed: dict[int, list[datetime | None]] = {run.pk: [] for run in runs}
    rows = Enrolment.objects.filter(run__in=runs).order_by("pk").values_list("run_id", "completion__completed_at")
    for run_id, completed_at in rows:
        completed[run_id].append(completed_at)
    figures = {}
    for run in runs:
        days = [timezone.localdate(at) for at in completed[run.pk] if at is not None]
        in_time = sum(run.ends_on is None or day <= run.ends_on for day in days)
        figures[run.pk] = RunFigures(len(completed[run.pk]), in_time, len(days) - in_time)
    return figures


@dataclass(frozen=True)
class PersonInRun:
    name: str
    completed_at: datetime | None

    @property
    def finished(self) -> str:
        if self.completed_at is None:
            return ""
        return gettext("Finished on %(date)s") % {"date": show_date(self.completed_at)}


def people_in(run: Run) -> list[PersonInRun]:
    """By address."""
    enrolments = Enrolment.objects.filter(run=run).select_related("learner", "completion").order_by("learner__email")
    return [PersonInRun(each.learner.listed_as, _completed_at(each)) for each in enrolments]


def _completed_at(enrolment: Enrolment) -> datetime | None:
    completion = getattr(enrolment, "completion", None)
    return completion and completion.completed_at
