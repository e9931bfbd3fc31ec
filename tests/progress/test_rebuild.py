"""Stored figures are what the events say: every night, however much was done, and a difference is named."""

import random
from datetime import datetime, timedelta
from importlib import import_module
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from learning.courses.models import Enrolment
from learning.progress import rebuilding, services
from learning.progress.choices import EventKind
from learning.progress.models import ActivityState, CourseSummary, Event
from learning.progress.tasks import look_after_progress
from tests.factories import accounts, learning

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

START = datetime(2026, 3, 1, 9, 0, tzinfo=ZoneInfo("Europe/Skopje"))
EVENTS, LEARNERS, LESSONS = 10_000, 60, 12


@pytest.fixture
def ledger():
    """10,000 seeded random events of 60 people in a course. The states and summaries beside them are reckoned here, by
    the words of the rules and not by the code that is tried."""
    course = learning.course(LESSONS)
    activities = [learning.activity_of(lesson, course) for lesson in learning.lessons_of(course)]
    people = [accounts.user() for _ in range(LEARNERS)]
    enrolments = {learner.pk: services.enrol(learner, course.translation_key, at=START).pk for learner in people}
    chance = random.Random(2026)  # noqa: S311  nothing secret hangs on it
    done_at: dict[tuple[int, int], datetime] = {}
    last: dict[tuple[int, int], int] = {}
    events = []
    for number in range(EVENTS):
        place = (chance.choice(people).pk, chance.choice(activities).pk)
        kind = chance.choice([EventKind.DONE, EventKind.DONE, EventKind.UNDONE])
        at = START + timedelta(minutes=7 * number)
        if kind != EventKind.DONE:
            done_at.pop(place, None)
            last[place] = number
        elif place not in done_at:
            done_at[place] = at
            last[place] = number
        events.append(
            Event(
                request_id=UUID(int=number),
                learner_id=place[0],
                activity_id=place[1],
                kind=kind,
                recorded_at=at,
                language=chance.choice(["mk", "sq", "en"]),
            )
        )
    Event.objects.bulk_create(events, batch_size=500)
    ActivityState.objects.bulk_create(
        ActivityState(
            learner_id=place[0],
            activity_id=place[1],
            is_done=place in done_at,
            done_at=done_at.get(place),
            last_event=events[number],
        )
        for place, number in last.items()
    )
    for learner_id, enrolment_id in enrolments.items():
        count = sum(place[0] == learner_id for place in done_at)
        CourseSummary.objects.filter(enrolment=enrolment_id).update(done_count=count)


@pytest.mark.usefixtures("ledger")
def test_ten_thousand_random_events_give_the_stored_figures_again(caplog):
    call_command("rebuild_progress", "--check")
    look_after_progress({})

    assert Event.objects.count() == EVENTS
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.usefixtures("ledger")
def test_each_planted_difference_is_named_at_night_and_mended_only_by_the_command(caplog, capsys):
    state = ActivityState.objects.filter(is_done=True).order_by("pk")[17]
    lost = ActivityState.objects.filter(is_done=False).order_by("pk")[5]
    summary = CourseSummary.objects.exclude(enrolment__learner__in=[state.learner_id, lost.learner_id]).order_by("pk")[
        3
    ]
    ActivityState.objects.filter(pk=state.pk).update(done_at=START)
    ActivityState.objects.filter(pk=lost.pk).delete()
    CourseSummary.objects.filter(pk=summary.pk).update(done_count=0)
    wanted = {
        f"state learner {state.learner_id}, activity {state.activity_id}",
        f"state learner {lost.learner_id}, activity {lost.activity_id}",
        f"summary enrolment {summary.enrolment_id}",
    }

    look_after_progress({})
    named = {record.getMessage().removeprefix("A stored figure differs from the events: ") for record in caplog.records}
    with pytest.raises(CommandError, match=r"^3 differences"):
        call_command("rebuild_progress", "--check")
    call_command("rebuild_progress")
    call_command("rebuild_progress", "--check")

    assert {each.partition(":")[0] for each in named} == wanted
    assert capsys.readouterr().out.splitlines() == ["3 differences mended.", "0 differences."]
    assert ActivityState.objects.get(pk=state.pk).done_at == state.done_at
    assert CourseSummary.objects.get(pk=summary.pk).done_count == summary.done_count
    assert ActivityState.objects.filter(learner=lost.learner_id, activity=lost.activity_id).exists()


@pytest.mark.usefixtures("ledger")
def test_what_people_do_afterwards_is_counted_on_from_there():
    learner = Enrolment.objects.order_by("pk").first().learner
    undone = ActivityState.objects.filter(learner=learner, is_done=False).select_related("activity").first()
    before = CourseSummary.objects.get(enrolment__learner=learner).done_count

    services.record(
        learner,
        undone.activity,
        course_key=Enrolment.objects.get(learner=learner).run.course_key,
        kind=EventKind.DONE,
        request_id=UUID(int=EVENTS),
        language="mk",
        at=START + timedelta(days=200),
    )

    assert CourseSummary.objects.get(enrolment__learner=learner).done_count == before + 1
    assert rebuilding.rebuild(check=True) == []


@pytest.mark.usefixtures("ledger")
def test_states_written_when_the_last_receipt_was_shown_are_migrated_to_the_first():
    migration = import_module("learning.progress.migrations.0010_first_receipt_of_what_is_done")
    migration.show_last(apps, None)
    assert rebuilding.rebuild(check=True) != []

    migration.show_first(apps, None)

    assert rebuilding.rebuild(check=True) == []
