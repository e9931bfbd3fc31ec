"""Two accounts of one person become one in the ledger: nothing is lost, nothing counts twice."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from jadro.accounts.models import User
from jadro.accounts.registry import without_doubles
from learning.courses import services as courses
from learning.courses.models import Enrolment
from learning.progress import rebuilding, services
from learning.progress.choices import EventKind
from learning.progress.models import ActivityState, Completion, CourseSummary, Declined, Event, ReadingPlace

# What an event that is told again is named by, beside the event it tells again.
_AGAIN = UUID("6f1d1f4e-3c57-4c55-9d6b-0a5b1a3a7f10")
# All that a completion says but whose it is.
_SAID = ("outline", "rule", "done_count", "optional_needed", "optional_done", "completed_at", "event")


def unite(stays: User, goes: User) -> None:
    """Gives `stays` all that `goes` did. The caller holds both, in the order of their keys, and a transaction.

    Events keep their order, time and number, and change their learner: the one place that does (decision 0012). What
    either account had done is done afterwards, since the earlier time. Of two enrolments in a run one is kept, since
    the earlier day, and of two completions the earlier. No course is finished by it: who has done all of one now is
    asked to finish it, as who is put into a cohort.
    """
    both = Enrolment.objects.filter(learner__in=[stays, goes])
    for course_key in sorted(set(both.values_list("run__course_key", flat=True))):
        courses.hold(course_key)
    enrolments = services.held(both)
    done = _done(stays, goes)
    Event.objects.filter(learner=goes).update(learner=stays)
    ActivityState.objects.filter(learner=goes).delete()
    _unite_enrolments(stays, enrolments)
    _unite_what_is_shown(stays, goes)
    rebuilding.rebuild_person(stays.pk)
    if _tell_again(stays, done):
        rebuilding.rebuild_person(stays.pk)


def _done(*learners: User) -> dict[int, tuple[datetime, int]]:
    """Since when which activity is done by one of them, the earlier time of two, and by which event."""
    rows = ActivityState.objects.filter(learner__in=learners, is_done=True).order_by("-done_at")
    return {
        activity: (done_at, event)
        for activity, done_at, event in rows.values_list("activity_id", "done_at", "last_event_id")
        if done_at is not None
    }


def _tell_again(stays: User, done: dict[int, tuple[datetime, int]]) -> bool:
    """A mark taken back in one account would take back the other's too, or end it and begin it anew. What was done in
    the other is told once more after it, with the time of the first telling."""
    now = _done(stays)
    lost = {activity: said for activity, said in done.items() if activity not in now or said[0] < now[activity][0]}
    events = Event.objects.in_bulk([event for _done_at, event in lost.values()])
    for activity, (done_at, event) in sorted(lost.items()):
        Event.objects.create(
            request_id=uuid5(_AGAIN, str(events[event].request_id)),
            learner=stays,
            activity_id=activity,
            kind=EventKind.DONE,
            recorded_at=done_at,
            language=events[event].language,
        )
    return bool(lost)


def _unite_enrolments(stays: User, enrolments: Iterable[Enrolment]) -> None:
    kept = {each.run_id: each for each in enrolments if each.learner_id == stays.pk}
    for enrolment in enrolments:
        if enrolment.learner_id == stays.pk:
            continue
        same_run = kept.get(enrolment.run_id)
        if same_run is None:
            enrolment.learner = stays
            enrolment.save(update_fields=["learner"])
            continue
        same_run.enrolled_at = min(same_run.enrolled_at, enrolment.enrolled_at)
        same_run.save(update_fields=["enrolled_at"])
        _unite_completions(same_run, enrolment)
        CourseSummary.objects.filter(enrolment=enrolment).delete()
        enrolment.delete()


def _unite_completions(stays: Enrolment, goes: Enrolment) -> None:
    """The row of the enrolment that stays is kept, as a certificate may point at it; it says the earlier of two."""
    theirs = Completion.objects.filter(enrolment=goes).first()
    own = Completion.objects.filter(enrolment=stays).first()
    if theirs is None:
        return
    if own is None:
        theirs.enrolment = stays
        theirs.save(update_fields=["enrolment"])
        return
    if theirs.completed_at < own.completed_at:
        for name in _SAID:
            setattr(own, name, getattr(theirs, name))
        own.save(update_fields=_SAID)
    theirs.delete()


def _unite_what_is_shown(stays: User, goes: User) -> None:
    """What was declined once is; reading goes on where it stopped last, and began where it began first. (Reminders only
    move.)"""
    declined = Declined.objects.filter
    without_doubles(declined(learner=goes), declined(learner=stays), "activity").update(learner=stays)
    own = {place.lesson_key: place for place in ReadingPlace.objects.filter(learner=stays)}
    for place in ReadingPlace.objects.filter(learner=goes):
        if (mine := own.get(place.lesson_key)) is not None:
            later, earlier = (place, mine) if mine.read_at < place.read_at else (mine, place)
            later.opened_at = min(mine.opened_at, place.opened_at)
            later.save(update_fields=["opened_at"])
            earlier.delete()
    ReadingPlace.objects.filter(learner=goes).update(learner=stays)
