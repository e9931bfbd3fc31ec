"""What is kept of people who learn."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jadro.accounts.models import User
from jadro.accounts.registry import Erasure, Kept, Merging, Row, register
from learning.courses import queries as courses
from learning.courses.models import Activity, OutlineItem
from learning.progress import merging, queries
from learning.progress.models import (
    ActivityState,
    Completion,
    CourseSummary,
    Declined,
    Event,
    ReadingPlace,
    Reminder,
    receipt_number,
)

MARKS = _("What you did in lessons")
FIGURES = _("How far you are in your courses")
COUNTED = _("That a lesson was done, and when, is counted; who you were is not.")
LESSON = {"lesson": _("lesson")}


def _titles(keys: Iterable[Any], person: User, language: str) -> dict[Any, str]:
    """Of lessons, by key; of those that are gone what they were called last."""
    keys = set(keys)
    rows = OutlineItem.objects.filter(page_key__in=keys).order_by("pk").values_list("page_key", "title")
    return {**dict(rows), **courses.titles(keys, language, person)}


def _by_activity(rows: QuerySet[Any], person: User, language: str, *fields: str) -> list[Row]:
    found = list(rows.order_by("pk").values("activity", *fields))
    activities = Activity.objects.in_bulk({row["activity"] for row in found})
    lessons = _titles({each.owner_key for each in activities.values()}, person, language)
    titles = {pk: lessons.get(each.owner_key, "") for pk, each in activities.items()}
    titles |= courses.titles_of_activities(activities.values(), language, person)
    return [{"lesson": titles[row.pop("activity")], **row} for row in found]


def _read_events(person: User, language: str) -> list[Row]:
    rows = Event.objects.filter(learner=person)
    found = _by_activity(rows, person, language, "kind", "recorded_at", "language", "request_id")
    return [{**row, "receipt": receipt_number(row["request_id"])} for row in found]


def _read_states(person: User, language: str) -> list[Row]:
    return _by_activity(ActivityState.objects.filter(learner=person), person, language, "is_done", "done_at")


def _read_declined(person: User, language: str) -> list[Row]:
    return _by_activity(Declined.objects.filter(learner=person), person, language, "declined_at")


def _read_figures(person: User, language: str) -> list[Row]:
    """As the page of one's courses says it."""
    explained = queries.explain_all(person, queries.followed_courses(person), language)
    return [
        {
            "course": each.course_title,
            "sentence": each.count_sentence,
            "why": " ".join([each.rule_sentence, each.version_sentence]),
            "done_count": each.done,
            "required_count": each.required,
            "optional_done_count": each.optional_done,
            "optional_needed_count": each.optional_needed,
        }
        for each in explained.values()
    ]


def _read_completions(person: User, language: str) -> list[Row]:
    rows = Completion.objects.filter(enrolment__learner=person).order_by("pk")
    fields = ("completed_at", "rule", "done_count", "optional_needed", "optional_done", "outline__number")
    found = list(rows.values("enrolment__run__course_key", *fields))
    titles = courses.titles_of_courses({row["enrolment__run__course_key"] for row in found})
    return [{"course": titles.get(row.pop("enrolment__run__course_key"), ""), **row} for row in found]


def _read_reminders(person: User, language: str) -> list[Row]:
    found = list(Reminder.objects.filter(learner=person).order_by("pk"))
    titles = courses.titles_of_courses({each.course_key for each in found})
    return [{"course": titles.get(each.course_key, ""), "sent_at": each.sent_at} for each in found]


def _read_places(person: User, language: str) -> list[Row]:
    found = list(ReadingPlace.objects.filter(learner=person).order_by("pk"))
    titles = _titles({each.lesson_key for each in found}, person, language)
    return [
        {
            "lesson": titles.get(each.lesson_key, ""),
            "opened_at": each.opened_at,
            "read_at": each.read_at,
            "block_id": each.block_id,
        }
        for each in found
    ]


register(
    Kept(
        Event, "learner", MARKS, Erasure.KEEP, Merging.UNITE, COUNTED,
        taken=("kind", "recorded_at", "language", "request_id"), left=("activity",),
        labels={**LESSON, "receipt": _("receipt")},
        for_programs=("request_id",), read=_read_events, merge=merging.unite,
    ),
    Kept(
        ActivityState, "learner", MARKS, Erasure.KEEP, Merging.UNITE, COUNTED,
        taken=("is_done", "done_at"), left=("activity", "last_event"), labels=LESSON, read=_read_states,
        is_repeating=True,
    ),
    Kept(
        CourseSummary, "enrolment__learner", FIGURES, Erasure.KEEP, Merging.UNITE, COUNTED,
        taken=("done_count", "required_count", "optional_done_count", "optional_needed_count"),
        left=("enrolment", "outline"),
        labels={"course": _("course"), "sentence": _("in words"), "why": _("why it counts this way")},
        for_programs=("done_count", "required_count", "optional_done_count", "optional_needed_count"),
        read=_read_figures,
        is_repeating=True,
    ),
    Kept(
        Completion, "enrolment__learner", FIGURES, Erasure.KEEP, Merging.UNITE, COUNTED,
        taken=("completed_at", "rule", "done_count", "optional_needed", "optional_done"),
        left=("enrolment", "outline", "event"),
        labels={"course": _("course"), "outline__number": _("number of the outline")}, read=_read_completions,
    ),
    Kept(
        Declined, "learner", _("What you said is not for you"), Erasure.DELETE, Merging.UNITE,
        taken=("declined_at",), left=("activity",), labels=LESSON, read=_read_declined,
    ),
    Kept(
        Reminder, "learner", _("Reminders"), Erasure.DELETE, Merging.MOVE, taken=("sent_at",), left=("course_key",),
        labels={"course": _("course")}, read=_read_reminders,
    ),
    Kept(
        ReadingPlace, "learner", _("Where you stopped reading"), Erasure.BLANK, Merging.UNITE,
        _("How many opened a lesson, and when, is counted; at which passage you stopped is gone."),
        taken=("opened_at", "read_at", "block_id"), left=("lesson_key",), labels=LESSON, for_programs=("block_id",),
        blank={"block_id": None}, read=_read_places,
    ),
)  # fmt: skip
