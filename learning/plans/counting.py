"""What worksheets and plans count for in courses: where each is done says the learning record."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from jadro.accounts.models import User
from learning.courses import queries as courses
from learning.courses import services as course_services
from learning.plans import queries
from learning.plans.models import Answer, CoursePlan, Plan
from learning.plans.values import is_filled
from learning.progress import services as progress
from learning.toolkits.choices import DoneWhen
from learning.toolkits.definitions import Worksheet


def is_done(worksheet: Worksheet, answers: Mapping[str, Answer]) -> bool:
    """Whether all is filled in that it requires; where it requires nothing, whether anything is."""
    filled = {
        field.identity
        for field in worksheet.fields
        if field.identity in answers and is_filled(field, answers[field.identity].value)
    }
    required = {field.identity for field in worksheet.fields if field.is_required}
    return required <= filled if required else bool(filled)


def saved(plan: Plan, worksheet: Worksheet, *, language: str, at: datetime) -> None:
    """Records for everybody in the team that a worksheet is done, if what was saved in it last makes it so. It stays
    done when an answer is emptied afterwards."""
    if worksheet.done_when == DoneWhen.FILLED and is_done(worksheet, queries.answers_to(plan, worksheet)):
        _worksheet_done(plan, worksheet, queries.team_of(plan), language=language, at=at)


def handed_in(
    plan: Plan,
    worksheets: Iterable[Worksheet],
    answers: Mapping[str, Answer],
    *,
    is_whole: bool,
    language: str,
    at: datetime,
) -> None:
    """Records what a hand-in is: worksheets that are filled in, and with `is_whole` the plan, in the courses for which
    its people chose it."""
    team = queries.team_of(plan)
    for worksheet in worksheets:
        if is_done(worksheet, answers):
            _worksheet_done(plan, worksheet, team, language=language, at=at)
    if is_whole:
        for choice in CoursePlan.objects.filter(plan=plan, person__in=team).select_related("person"):
            count_in_course(choice, language=language, at=at)


def _worksheet_done(plan: Plan, worksheet: Worksheet, team: list[User], *, language: str, at: datetime) -> None:
    activity = course_services.worksheet_activity(worksheet.template_key)
    progress.record_done(team, activity, source=plan.request_id, language=language, at=at)


def count_in_course(choice: CoursePlan, *, language: str, at: datetime) -> None:
    """Records for one person that the plan of a course is handed in."""
    for activity in courses.plan_activities(choice.course_key):
        source = choice.plan.request_id
        progress.record_done([choice.person], activity, source=source, language=language, at=at)
