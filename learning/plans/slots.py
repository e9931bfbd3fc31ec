"""A member's part of a toolkit: from each worksheet into their plan."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from jadro.editions.slots import slot
from learning.plans import queries
from learning.plans.models import Plan

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
