"""Everything that changes the ledger. One call is one transaction; what a client may repeat carries a request id."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jadro.accounts.models import User
from jadro.base.errors import Refused
from jadro.base.prepared import Prepared
from jadro.editions import stamps
from jadro.editions.choices import Scope
from learning.courses import queries as course_queries
from learning.courses import services as courses
from learning.courses.models import Activity, Enrolment, Outline, Run
from learning.progress import queries
from learning.progress.choices import EventKind
from learning.progress.counting import Asked, Count, count_all
from learning.progress.models import ActivityState, Completion, CourseSummary, Declined, Event, ReadingPlace


class RequestReused(Refused):
    message = _("This form was used for something else already. Nothing was changed; open the page again.")


class FinishFirst(Refused):
    """Names the courses that are needed and not finished."""

    def __init__(self, titles: list[str]) -> None:
        self.message = ngettext(
            "This course builds on another one. Finish it first: %(titles)s. Reading is open to you all the same.",
            "This course builds on others. Finish them first: %(titles)s. Reading is open to you all the same.",
            len(titles),
        ) % {"titles": ", ".join(titles)}


class Gone(Refused):
    message = _("This account was closed a moment ago. Nothing was saved.")


class HasFinished(Refused):
    message = _("Who has finished a course in a run stays in it. Nobody was taken out.")


class NothingToTakeBack(Refused):
    message = _("There is no mark to take back here. Nothing was changed.")


@dataclass(frozen=True)
class Recorded:
    """`is_replay` says that the same request had been recorded before; the event is that of the first time."""

    event: Event
    is_replay: bool


def record(
    learner: User,
    activity: Activity,
    *,
    course_key: UUID,
    kind: EventKind,
    request_id: UUID,
    language: str,
    at: datetime,
) -> Recorded:
    """Writes that a person did something in a course, and what follows from it: state, summaries, completion.

    Safe to repeat with the same `request_id`: the first answer is given again and nothing changes. Enrols who does not
    follow the course yet. Raises RequestReused when the id stands for something else, NothingToTakeBack when there is
    no mark, and `courses.NotOffered` when the course is closed.
    """
    event = Event(
        request_id=request_id, learner=learner, activity=activity, kind=kind, recorded_at=at, language=language
    )
    try:
        with transaction.atomic():
            return _record(event, course_key)
    except (IntegrityError, Refused):
        # The database keeps a request from being written twice, however close together both arrive. What was written
        # is answered again also where it could not be written any more.
        earlier = Event.objects.filter(request_id=request_id).first()
        if earlier is None:
            raise
        return _replay(earlier, event)


@transaction.atomic
def record_done(
    learners: Iterable[User], activity: Activity, *, source: UUID, language: str, at: datetime
) -> list[Event]:
    """Writes that people did something together that belongs to no single course, such as a worksheet, and counts it in
    every course they follow that asks for it. It enrols nobody; whoever has done it already is left as they are.

    `source` names what they did it in: the same one is written once for each person. Returns the new events.
    """
    states = ActivityState.objects.filter(activity=activity, is_done=True)
    keys = {each.pk for each in learners}
    # What is saved again and again is done already, nearly always: nobody is held for that.
    keys -= set(states.filter(learner__in=keys).values_list("learner", flat=True))
    if not keys:
        return []
    people = list(User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    # Asked again under the lock, since somebody may have done it meanwhile.
    done = set(states.filter(learner__in=people).values_list("learner", flat=True))
    waiting = [each for each in people if each.pk not in done and not each.is_emptied]
    # All of them first, in the order in which a publication takes them.
    held(Enrolment.objects.filter(learner__in=waiting, run__course_key__in=course_queries.courses_asking(activity)))
    events = []
    for learner in waiting:
        event = Event(
            request_id=uuid5(source, f"{activity.pk} {learner.pk}"),
            learner=learner,
            activity=activity,
            kind=EventKind.DONE,
            recorded_at=at,
            language=language,
        )
        _write(event, dict(_following(learner=learner.pk, activity=activity.pk)))
        events.append(event)
    return events


# Rows (key, course) of the enrolments of one person in the courses that ask for an activity now, held until the
# transaction ends: neither a publication nor another device changes what is counted meanwhile.
_following = Prepared(
    lambda learner, activity: (
        Enrolment.objects.filter(
            learner=learner,
            run__course_key__in=Outline.objects.current().filter(items__activity=activity).values("course_key"),
        )
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
        .values_list("pk", "run__course_key")
    )
)
# What the latest outlines of courses ask for, and since when one person has done it.
_asked_of = Prepared(
    lambda learner, course_keys: (
        Outline.objects.current()
        .filter(course_key__in=course_keys, items__isnull=False)
        .values_list(
            "course_key",
            "pk",
            "optional_needed",
            "items__activity_id",
            "items__is_required",
            Subquery(
                ActivityState.objects.filter(
                    learner=learner, activity=OuterRef("items__activity"), is_done=True
                ).values("done_at")
            ),
        )
    )
)


def _record(event: Event, course_key: UUID) -> Recorded:
    if not course_queries.is_offered(course_key):
        raise courses.NotOffered
    following: dict[int, UUID] = dict(_following(learner=event.learner_id, activity=event.activity_id))
    if course_key not in following.values():
        hold_learner(event.learner_id)
        _join(event.learner, course_key, at=event.recorded_at)
        following = dict(_following(learner=event.learner_id, activity=event.activity_id))
    _write(event, following)
    return Recorded(event, is_replay=False)


def _write(event: Event, following: dict[int, UUID]) -> None:
    """An event and what follows from it, in the courses its person follows: key of the enrolment, and of the course."""
    # Read after the enrolments are held: an outline that was made meanwhile is the one to count by.
    standings = _standings(event.learner_id, set(following.values()))
    done_at = next(
        (each.done_at[event.activity_id] for each in standings.values() if event.activity_id in each.done_at), None
    )
    if event.kind == EventKind.UNDONE and done_at is None:
        raise NothingToTakeBack
    event.save(force_insert=True)
    _save_state(event, done_at)
    counted = {enrolment_id: standings[course].count_after(event) for enrolment_id, course in following.items()}
    _write_summaries(counted)
    _complete(counted, at=event.recorded_at, event=event)


@dataclass(frozen=True)
class Standing:
    """What a course asks for now, and since when one person has done what of it."""

    asked: Asked
    done_at: dict[int, datetime]

    def count_after(self, event: Event) -> Count:
        change = {event.activity_id}
        done = self.done_at.keys() | change if event.kind == EventKind.DONE else self.done_at.keys() - change
        return self.asked.count(done)


def _standings(learner_id: int, course_keys: set[UUID]) -> dict[UUID, Standing]:
    """By course."""
    rows: dict[UUID, list[tuple[int, int, int, bool, datetime | None]]] = {}
    for course_key, *values in _asked_of(learner=learner_id, course_keys=list(course_keys)):
        rows.setdefault(course_key, []).append(tuple(values))
    standings = {}
    for course_key, its_rows in rows.items():
        outline_id, optional_needed, *_rest = its_rows[0]
        required = frozenset(activity for _outline, _needed, activity, is_required, _done_at in its_rows if is_required)
        optional = frozenset(activity for _outline, _needed, activity, _required, _done_at in its_rows) - required
        standings[course_key] = Standing(
            Asked(outline_id, required, optional, optional_needed),
            {activity: done_at for _outline, _needed, activity, _required, done_at in its_rows if done_at is not None},
        )
    return standings


def hold_learner(learner_id: int) -> None:
    """One person's writes queue here, so that two devices cannot both count the last missing activity.

    Raises Gone for an account that was erased or merged while somebody was still sending from it."""
    held = User.objects.select_for_update(no_key=True).only("erased_at", "merged_into").get(pk=learner_id)
    if held.is_emptied:
        raise Gone


def held(enrolments: QuerySet[Enrolment]) -> list[Enrolment]:
    """The enrolments, held until the transaction ends: what a course asks for does not change meanwhile.

    Always in the order of their keys, so that nobody waits for each other.
    """
    return list(enrolments.select_related("run").order_by("pk").select_for_update(no_key=True, of=("self",)))


def _replay(earlier: Event, again: Event) -> Recorded:
    if (earlier.learner_id, earlier.activity_id, earlier.kind) != (again.learner_id, again.activity_id, again.kind):
        raise RequestReused
    return Recorded(earlier, is_replay=True)


def _save_state(event: Event, done_at: datetime | None) -> None:
    """`done_at` is since when it was done before the event."""
    if not changes_state(event, done_at):
        return
    state = ActivityState(learner_id=event.learner_id, activity_id=event.activity_id, **state_after(event))
    ActivityState.objects.bulk_create(
        [state],
        update_conflicts=True,
        unique_fields=["learner", "activity"],
        update_fields=["is_done", "done_at", "last_event"],
    )


def changes_state(event: Event, done_at: datetime | None) -> bool:
    """Doing again what is done changes neither its date nor its receipt. Only merging tells, afterwards, of an earlier
    time; that one holds."""
    return event.kind != EventKind.DONE or done_at is None or event.recorded_at < done_at


def state_after(event: Event) -> dict:
    """What an event that changes a state makes of it."""
    is_done = event.kind == EventKind.DONE
    return {"is_done": is_done, "done_at": event.recorded_at if is_done else None, "last_event": event}


def recount(enrolments: list[Enrolment]) -> dict[int, Count]:
    """Writes the summaries of these enrolments anew and returns their counts."""
    counted = count_all(enrolments)
    _write_summaries(counted)
    return counted


def _write_summaries(counted: dict[int, Count]) -> None:
    CourseSummary.objects.bulk_create(
        (
            CourseSummary(
                enrolment_id=enrolment_id,
                outline_id=count.outline_id,
                done_count=count.done,
                required_count=count.required,
                optional_done_count=count.optional_done,
                optional_needed_count=count.optional_needed,
            )
            for enrolment_id, count in counted.items()
        ),
        update_conflicts=True,
        unique_fields=["enrolment"],
        update_fields=["outline", "done_count", "required_count", "optional_done_count", "optional_needed_count"],
    )


def _complete(counted: dict[int, Count], *, at: datetime, event: Event | None = None) -> None:
    """Writes the completions that are due. Only what a person does comes here: an editor who withdraws the one lesson
    that is missing, perhaps for an hour, finishes nobody's course."""
    due = [
        Completion(
            enrolment_id=enrolment_id,
            outline_id=count.outline_id,
            rule=count.rule,
            done_count=count.done,
            optional_needed=count.optional_needed,
            optional_done=count.optional_done,
            completed_at=at,
            event=event,
        )
        for enrolment_id, count in counted.items()
        if count.is_complete
    ]
    if due:
        Completion.objects.bulk_create(due, ignore_conflicts=True)


@transaction.atomic
def enrol(learner: User, course_key: UUID, *, at: datetime) -> Enrolment:
    """Enrols a person, counts what they have done of the course already, and finishes it when that is all it asks for
    now. Safe to repeat. Raises `courses.NotOffered` when the course is closed, `courses.NotOpenYet` before it opens,
    FinishFirst when it builds on a course that is not finished."""
    hold_learner(learner.pk)
    enrolment = _join(learner, course_key, at=at)
    _complete(recount(held(Enrolment.objects.filter(learner=learner, run__course_key=course_key))), at=at)
    return enrolment


def _join(learner: User, course_key: UUID, *, at: datetime) -> Enrolment:
    """Into the open run, for who has finished what the course builds on. Who follows it already stays."""
    needed = [each.course_key for each in course_queries.prerequisites(course_key) if each.is_binding]
    if needed and course_queries.enrolment_of(learner, course_key) is None:
        unmet = set(needed) - queries.finished_courses(learner, needed)
        if unmet:
            raise FinishFirst(course_queries.course_titles([key for key in needed if key in unmet]))
    return courses.enrol(learner, course_key, at=at)


@transaction.atomic
def put_into(run: Run, learner: User, *, at: datetime) -> Enrolment:
    """Puts a person into a run, as those do who look after it, and counts what they have done already: work is never
    done twice. It finishes the course for nobody; who has done all of it is offered to. Safe to repeat."""
    hold_learner(learner.pk)
    enrolment = courses.put_into(run, learner, at=at)
    recount(held(Enrolment.objects.filter(pk=enrolment.pk)))
    return enrolment


@transaction.atomic
def take_out(enrolment: Enrolment) -> None:
    """Takes a person out of a run. What they did stays theirs and counts again if they come back. Raises HasFinished
    for who finished in it."""
    hold_learner(enrolment.learner_id)
    held(Enrolment.objects.filter(pk=enrolment.pk))
    if Completion.objects.filter(enrolment=enrolment).exists():
        raise HasFinished
    CourseSummary.objects.filter(enrolment=enrolment).delete()
    enrolment.delete()


@transaction.atomic
def follow_outline(course_key: UUID, *, at: datetime) -> Outline | None:
    """Called when anything in a course was published, moved, withdrawn or deleted: makes the next outline if the course
    now asks for something else, and counts everybody in it anew. Returns the new outline, or None."""
    # First of all, in the order in which a publication takes its rows.
    stamps.touch(Scope.LEARNING)
    courses.hold(course_key)
    enrolments = held(Enrolment.objects.filter(run__course_key=course_key))
    outline = courses.renew_outline(course_key, at=at)
    if outline is not None:
        recount(enrolments)
    return outline


def decline(learner: User, activity: Activity, *, at: datetime) -> None:
    """Says that something new is not for this person. Safe to repeat; it changes what is shown, not what is counted."""
    Declined.objects.get_or_create(learner=learner, activity=activity, defaults={"declined_at": at})


def offer_again(learner: User, activity: Activity) -> None:
    """Takes that back. Safe to repeat."""
    Declined.objects.filter(learner=learner, activity=activity).delete()


@transaction.atomic
def keep_place(learner: User, lesson_key: UUID, *, block_id: UUID | None, at: datetime) -> None:
    """Remembers where a person stopped reading, and from the first call when they opened it. Of the rest the last call
    wins; it is not part of the ledger. Raises Gone: no place is left with an account that is merged meanwhile."""
    hold_learner(learner.pk)
    ReadingPlace.objects.bulk_create(
        [ReadingPlace(learner=learner, lesson_key=lesson_key, block_id=block_id, opened_at=at, read_at=at)],
        update_conflicts=True,
        unique_fields=["learner", "lesson_key"],
        update_fields=["block_id", "read_at"],
    )
