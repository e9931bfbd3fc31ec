from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import get_language

from jadro.accounts.models import User
from jadro.base.permission import can
from learning.courses.choices import RunKind
from learning.courses.models import CoursePage, Enrolment, Run
from learning.quizzes.results import FEWEST
from learning.statistics.models import ChangeNote
from learning.statistics.periods import Month


def courses_seen_by(user: User) -> list[CoursePage]:
    """Courses whose figures a person may see, in the language of the admin where there is one. One query."""
    found: dict[UUID, CoursePage] = {}
    for page in CoursePage.objects.filter(alias_of__isnull=True).select_related("locale").order_by("path"):
        if page.translation_key not in found or page.locale.language_code == get_language():
            found[page.translation_key] = page
    return [page for page in found.values() if can(user, "see statistics", page)]


def runs_of(course_key: UUID) -> list[Run]:
    """The open run first, then cohorts as they were made. Two queries."""
    runs = Run.objects.filter(course_key=course_key).prefetch_related("names").order_by("pk")
    return sorted(runs, key=lambda run: run.kind != RunKind.OPEN)


def months_of(course_key: UUID, *, until: Month) -> list[Month]:
    """From the first month with people who count, never that in which some single person enrolled; `until` alone when
    nobody counts. One query."""
    in_run = Window(RowNumber(), partition_by=F("run"), order_by=(F("enrolled_at"), F("pk")))
    fifth = Enrolment.objects.filter(run__course_key=course_key).annotate(place=in_run).filter(place=FEWEST)
    first = fifth.order_by("enrolled_at").values_list("enrolled_at", flat=True).first()
    start = min(Month.of(first), until) if first else until
    return [start + number for number in range(until - start + 1)]


def notes_of(course_key: UUID) -> list[ChangeNote]:
    """The newest first."""
    return list(ChangeNote.objects.filter(course_key=course_key).order_by("-made_on", "-pk"))
