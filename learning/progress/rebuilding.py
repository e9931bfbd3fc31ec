"""Makes states, summaries and outlines again from what they follow from, and says what differed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jadro.accounts.models import User
from learning.courses import queries as course_queries
from learning.courses import services as courses
from learning.courses.models import Enrolment, Outline
from learning.progress import services
from learning.progress.counting import Count, count_all
from learning.progress.models import ActivityState, CourseSummary, Event


@dataclass(frozen=True)
class Difference:
    """A stored row that is not what the events say."""

    what: str
    row: str
    stored: str
    rebuilt: str

    def __str__(self) -> str:
        return f"{self.what} {self.row}: stored {self.stored}, from the events {self.rebuilt}"


def rebuild(*, check: bool = False) -> list[Difference]:
    """Makes states and summaries again from the events and returns what differed; with `check` it changes nothing.

    Goes person by person, each in a transaction of its own, so that saving goes on meanwhile. Completions are facts and
    are not rebuilt.
    """
    learners = set(Event.objects.values_list("learner", flat=True).distinct())
    learners |= set(ActivityState.objects.values_list("learner", flat=True).distinct())
    learners |= set(Enrolment.objects.values_list("learner", flat=True).distinct())
    differences = []
    for learner_id in sorted(learners):
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).only("pk").get(pk=learner_id)
            differences += rebuild_person(learner_id, check=check)
    return differences


def rebuild_person(learner_id: int, *, check: bool = False) -> list[Difference]:
    """The same for one person, whom the caller holds."""
    return [*_rebuild_states(learner_id, check=check), *_rebuild_summaries(learner_id, check=check)]


def _rebuild_states(learner_id: int, *, check: bool) -> list[Difference]:
    rebuilt: dict[int, ActivityState] = {}
    for event in Event.objects.filter(learner=learner_id).order_by("pk"):
        before = rebuilt.get(event.activity_id)
        if services.changes_state(event, before.done_at if before else None):
            rebuilt[event.activity_id] = ActivityState(
                learner_id=learner_id, activity_id=event.activity_id, **services.state_after(event)
            )
    stored = {state.activity_id: state for state in ActivityState.objects.filter(learner=learner_id)}
    differences = []
    for activity_id in sorted(rebuilt.keys() | stored.keys()):
        was, now = stored.get(activity_id), rebuilt.get(activity_id)
        if _state_words(was) == _state_words(now):
            continue
        row = f"learner {learner_id}, activity {activity_id}"
        differences.append(Difference("state", row, _state_words(was), _state_words(now)))
        if check:
            continue
        if now is None:
            ActivityState.objects.filter(learner=learner_id, activity=activity_id).delete()
        else:
            ActivityState.objects.update_or_create(
                learner_id=learner_id,
                activity_id=activity_id,
                defaults={"is_done": now.is_done, "done_at": now.done_at, "last_event": now.last_event},
            )
    return differences


def _state_words(state: ActivityState | None) -> str:
    if state is None:
        return "none"
    return f"{'done' if state.is_done else 'not done'} {state.done_at} event {state.last_event_id}"


def _rebuild_summaries(learner_id: int, *, check: bool) -> list[Difference]:
    enrolments = services.held(Enrolment.objects.filter(learner=learner_id))
    counted = count_all(enrolments)
    stored = {
        summary.enrolment_id: Count(
            summary.outline_id,
            summary.done_count,
            summary.required_count,
            summary.optional_done_count,
            summary.optional_needed_count,
        )
        for summary in CourseSummary.objects.filter(enrolment__in=enrolments)
    }
    differences = [
        Difference("summary", f"enrolment {enrolment.pk}", str(was), str(now))
        for enrolment in enrolments
        if (was := stored.get(enrolment.pk)) != (now := counted.get(enrolment.pk))
    ]
    if differences and not check:
        services.recount(enrolments)
    return differences


def stale_outlines() -> list[Difference]:
    """Courses whose latest outline does not list what can be read in them now, as after a worker was killed between a
    publication and what follows from it."""
    return [
        Difference("outline", f"course {key}", "as it was published last", "what is live now")
        for key in course_queries.live_course_keys()
        if courses.is_outline_stale(key)
    ]


def mend_outlines(*, at: datetime) -> list[Outline]:
    """Makes the outlines that are missing after such an accident."""
    followed = (services.follow_outline(key, at=at) for key in course_queries.live_course_keys())
    return [outline for outline in followed if outline is not None]
