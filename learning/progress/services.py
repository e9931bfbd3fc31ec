"""Everything that changes the ledger. One call is one transaction; what a client may repeat carries a request id."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jadro.accounts.models import User
from jadro.base.errors import Refused
from learning.courses import services as courses
from learning.courses.models import Activity, Enrolment, Outline
from learning.progress.choices import CompletionRule, EventKind
from learning.progress.models import ActivityState, Completion, CourseSummary, Event, ReadingPlace


class RequestReused(Refused):
    message = _("This form was used for something else already. Nothing was changed; open the page again.")


@dataclass(frozen=True)
class Recorded:
    """`is_replay` says that the same request had been recorded before; the event is that of the first time."""

    event: Event
    is_replay: bool


@transaction.atomic
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

    Safe to repeat with the same `request_id`: the first answer is given again and nothing changes. Enrols the person in
    the open run of the course. Raises RequestReused when the id stands for something else, and `courses.NotOffered`
    when the course is closed.
    """
    # One person's writes queue here, so that two devices cannot both count the last missing activity.
    User.objects.select_for_update().only("pk").get(pk=learner.pk)
    if (earlier := Event.objects.filter(request_id=request_id).first()) is not None:
        return _replay(earlier, learner, activity, kind)
    courses.enrol(learner, course_key, at=at)
    try:
        with transaction.atomic():
            event = Event.objects.create(
                request_id=request_id,
                learner=learner,
                activity=activity,
                kind=kind,
                recorded_at=at,
                language=language,
            )
    except IntegrityError:
        # Somebody else's request with the same id was first; one's own would have been found above.
        raise RequestReused from None
    _save_state(event)
    enrolments = Enrolment.objects.filter(
        learner=learner,
        run__course_key__in=Outline.objects.current().filter(items__activity=activity).values("course_key"),
    )
    _count(enrolments, at=at, event=event)
    return Recorded(event, is_replay=False)


def _replay(earlier: Event, learner: User, activity: Activity, kind: EventKind) -> Recorded:
    if (earlier.learner_id, earlier.activity_id, earlier.kind) != (learner.pk, activity.pk, kind):
        raise RequestReused
    return Recorded(earlier, is_replay=True)


def _save_state(event: Event) -> None:
    state = ActivityState.objects.filter(learner=event.learner_id, activity=event.activity_id).first()
    values = _state_after(event, state)
    ActivityState.objects.update_or_create(learner=event.learner, activity=event.activity, defaults=values)


def _state_after(event: Event, before: ActivityState | None) -> dict:
    """What an event makes of a state: doing again what is done changes no date."""
    if event.kind != EventKind.DONE:
        return {"is_done": False, "done_at": None, "last_event": event}
    done_at = before.done_at if before is not None and before.is_done else event.recorded_at
    return {"is_done": True, "done_at": done_at, "last_event": event}


def _count(enrolments: QuerySet[Enrolment], *, at: datetime, event: Event | None = None) -> None:
    """Writes the summaries of these enrolments anew, and the completions that are due now."""
    counted = count_all(list(enrolments.select_related("run")))
    CourseSummary.objects.bulk_create(
        (
            CourseSummary(
                enrolment_id=enrolment_id,
                outline_id=count.outline_id,
                done_count=count.done,
                required_count=count.required,
            )
            for enrolment_id, count in counted.items()
        ),
        update_conflicts=True,
        unique_fields=["enrolment"],
        update_fields=["outline", "done_count", "required_count"],
    )
    Completion.objects.bulk_create(
        (
            Completion(
                enrolment_id=enrolment_id,
                outline_id=count.outline_id,
                rule=CompletionRule.ALL_REQUIRED,
                done_count=count.done,
                completed_at=at,
                event=event,
            )
            for enrolment_id, count in counted.items()
            if count.is_complete
        ),
        ignore_conflicts=True,
    )


@dataclass(frozen=True)
class Count:
    """Required activities of an outline, and how many of them are done."""

    outline_id: int
    done: int
    required: int

    @property
    def is_complete(self) -> bool:
        return 0 < self.required == self.done


def count_all(enrolments: list[Enrolment]) -> dict[int, Count]:
    """Counts by enrolment, over the latest outline of each course; courses without an outline are left out. Three
    queries, whatever the number of people."""
    course_keys = {enrolment.run.course_key for enrolment in enrolments}
    outlines = dict(Outline.objects.current().filter(course_key__in=course_keys).values_list("course_key", "pk"))
    required: dict[int, set[int]] = {pk: set() for pk in outlines.values()}
    rows = Outline.objects.filter(pk__in=required, items__is_required=True).values_list("pk", "items__activity_id")
    for outline_id, activity_id in rows:
        required[outline_id].add(activity_id)
    done: dict[int, set[int]] = {}
    states = ActivityState.objects.filter(
        learner__in={enrolment.learner_id for enrolment in enrolments},
        activity__in=set().union(*required.values()),
        is_done=True,
    ).values_list("learner_id", "activity_id")
    for learner_id, activity_id in states:
        done.setdefault(learner_id, set()).add(activity_id)
    return {
        enrolment.pk: Count(
            outline_pk,
            len(required[outline_pk] & done.get(enrolment.learner_id, set())),
            len(required[outline_pk]),
        )
        for enrolment in enrolments
        if (outline_pk := outlines.get(enrolment.run.course_key)) is not None
    }


@transaction.atomic
def enrol(learner: User, course_key: UUID, *, at: datetime) -> Enrolment:
    """Enrols a person and counts what they have done of the course already. Safe to repeat. Raises
    `courses.NotOffered` when the course is closed."""
    enrolment = courses.enrol(learner, course_key, at=at)
    _count(Enrolment.objects.filter(pk=enrolment.pk), at=at)
    return enrolment


@transaction.atomic
def follow_outline(course_key: UUID, *, at: datetime) -> Outline | None:
    """Called when anything in a course was published, moved, withdrawn or deleted: makes the next outline if the course
    now asks for something else, and counts everybody in it anew. Returns the new outline, or None."""
    outline = courses.renew_outline(course_key, at=at)
    if outline is not None:
        _count(Enrolment.objects.filter(run__course_key=course_key), at=at)
    return outline


def keep_place(learner: User, lesson_key: UUID, *, block_id: UUID | None, at: datetime) -> None:
    """Remembers where a person stopped reading. The last call wins; it is not part of the ledger."""
    ReadingPlace.objects.update_or_create(
        learner=learner, lesson_key=lesson_key, defaults={"block_id": block_id, "read_at": at}
    )


@dataclass(frozen=True)
class Difference:
    """A stored row that is not what the events say."""

    what: str
    row: str
    stored: str
    rebuilt: str

    def __str__(self) -> str:
        return f"{self.what} {self.row}: stored {self.stored}, from the events {self.rebuilt}"


@transaction.atomic
def rebuild(*, at: datetime, check: bool = False) -> list[Difference]:
    """Makes states and summaries again from the events and returns what differed; with `check` it changes nothing.

    Completions are facts and are never removed; one that is due and missing counts as a difference and is written.
    """
    return [*_rebuild_states(check=check), *_rebuild_summaries(at=at, check=check)]


def _rebuild_states(*, check: bool) -> list[Difference]:
    rebuilt: dict[tuple[int, int], ActivityState] = {}
    for event in Event.objects.order_by("pk").iterator(chunk_size=2000):
        key = (event.learner_id, event.activity_id)
        state = ActivityState(learner_id=key[0], activity_id=key[1], **_state_after(event, rebuilt.get(key)))
        rebuilt[key] = state
    stored = {(state.learner_id, state.activity_id): state for state in ActivityState.objects.all()}
    differences = []
    for key in sorted(rebuilt.keys() | stored.keys()):
        row = f"learner {key[0]}, activity {key[1]}"
        was, now = _state_words(stored.get(key)), _state_words(rebuilt.get(key))
        if was == now:
            continue
        differences.append(Difference("state", row, was, now))
        if check:
            continue
        if key not in rebuilt:
            stored[key].delete()
            continue
        state = rebuilt[key]
        ActivityState.objects.update_or_create(
            learner_id=key[0],
            activity_id=key[1],
            defaults={"is_done": state.is_done, "done_at": state.done_at, "last_event": state.last_event},
        )
    return differences


def _state_words(state: ActivityState | None) -> str:
    if state is None:
        return "none"
    return f"{'done' if state.is_done else 'not done'} {state.done_at} event {state.last_event_id}"


def _rebuild_summaries(*, at: datetime, check: bool) -> list[Difference]:
    enrolments = list(Enrolment.objects.select_related("run"))
    counted = count_all(enrolments)
    stored = {
        enrolment: Count(outline, done, required)
        for enrolment, outline, done, required in CourseSummary.objects.values_list(
            "enrolment_id", "outline_id", "done_count", "required_count"
        )
    }
    completed = set(Completion.objects.values_list("enrolment_id", flat=True))
    differences = []
    for enrolment in enrolments:
        was, now = stored.get(enrolment.pk), counted.get(enrolment.pk)
        row = f"enrolment {enrolment.pk}"
        if was != now:
            differences.append(Difference("summary", row, str(was), str(now)))
        if now is not None and now.is_complete and enrolment.pk not in completed:
            differences.append(Difference("completion", row, "none", str(now)))
    if differences and not check:
        _count(Enrolment.objects.all(), at=at)
    return differences
