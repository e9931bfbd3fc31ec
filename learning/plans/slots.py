"""A member's part of toolkits and lessons: from each worksheet into their plan."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from jadro.editions.slots import render_form, slot
from learning.courses import queries as courses
from learning.plans import queries
from learning.plans.models import Plan
from learning.progress.slots import standing
from learning.toolkits import queries as toolkits

OPEN_PLANS = "_open_plans"


def _open_plans(request: Any) -> list[Plan]:
    """Asked once for a page, however many worksheets it has."""
    if not hasattr(request, OPEN_PLANS):
        setattr(request, OPEN_PLANS, queries.open_plans_of(request.user))
    return getattr(request, OPEN_PLANS)


@slot("plans.worksheet")
def worksheet(request: HttpRequest, key: str) -> str:
    """Where the worksheet of this key is filled in: in the plan begun last, or in one to be begun."""
    context: dict[str, Any] = {"key": key, "way_back": request.path}
    if request.user.is_authenticated:
        context["plans"] = _open_plans(request)
    return render_to_string("plans/_open.html", context, request=request)


@slot("plans.in_lesson")
def in_lesson(request: HttpRequest, lesson_key: str, key: str) -> str:
    """How far a worksheet of a lesson is in the plan chosen for its course, or which plan to do it in."""
    if not request.user.is_authenticated:
        return render_to_string("plans/_open.html", {"key": key, "way_back": request.path}, request=request)
    sheet = toolkits.worksheet_called(key, get_language())
    # The worksheet may be counted where it stands first, in another lesson.
    context = _in_course(request, lesson_key, lambda part: sheet is not None and part.owner_key == sheet.template_key)
    if context["plan"] and sheet:
        context["sheet"] = queries.sheet_of(context["plan"], sheet)
    return render_form(request, "plans/_in_lesson.html", {**context, "key": key})


@slot("plans.whole_in_lesson")
def whole_in_lesson(request: HttpRequest, lesson_key: str, block_id: str) -> str:
    """How far the plan is that was chosen for the course of a lesson, and the way to hand it in."""
    if not request.user.is_authenticated:
        return render_to_string("plans/_open.html", {"way_back": request.path}, request=request)
    context = _in_course(request, lesson_key, lambda part: part.block_id == UUID(block_id))
    if context["plan"]:
        sheets = queries.joined(queries.state_of(context["plan"], request.user, get_language()))
        its = {
            "sheets": sheets,
            "states": "".join(sheet.states for sheet in sheets),
            "handed_in": next((each for each in queries.submissions_of(context["plan"]) if each.is_whole), None),
        }
        context |= its
    return render_form(request, "plans/_whole_in_lesson.html", context)


def _in_course(request: Any, lesson_key: str, is_it: Callable[[courses.Part], bool]) -> dict[str, Any]:
    course_key = courses.course_key_of_lesson(UUID(lesson_key))
    if course_key is None:
        return {"course_key": "", "plan": None, "others": _open_plans(request), "item": None}
    plan = queries.chosen_for(request.user, course_key)
    progress = standing(request, str(course_key)).progress
    items = progress.items if progress else []
    return {
        "course_key": course_key,
        "plan": plan,
        "others": [each for each in _open_plans(request) if each != plan],
        "item": next((item for item in items if is_it(item.part)), None),
    }
