"""What the pages of plans have in common: whose plan it is, and what is said when something is refused."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

from jadro.accounts.requests import SignedInRequest
from jadro.base.permission import can
from learning.plans import queries
from learning.plans.models import Plan
from learning.toolkits import queries as toolkits
from learning.toolkits.definitions import Field, Worksheet


def plan_of(request: SignedInRequest, pk: int) -> Plan:
    """For whoever is not in its team it is not there."""
    its = queries.plan_of(request.user, pk)
    if its is None or not can(request.user, "view", its):
        raise Http404
    return its


def worksheet_called(key: str) -> Worksheet:
    its = toolkits.worksheet_called(key, get_language())
    if its is None:
        raise Http404
    return its


def field_of(worksheet: Worksheet, key: str) -> Field:
    its = worksheet.field(key)
    if its is None:
        raise Http404
    return its


def version_sent(request: SignedInRequest, pk: int, key: str, field_key: str) -> tuple[Plan, Worksheet, Field, int]:
    its = plan_of(request, pk)
    worksheet = worksheet_called(key)
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return its, worksheet, field_of(worksheet, field_key), int(number)


def refuse(request: SignedInRequest, message: str | Promise, *, status: int) -> HttpResponse:
    return render(request, "plans/refused.html", {"message": message}, status=status)


def back_to(plan: Plan, worksheet: Worksheet, field: Field) -> HttpResponse:
    return redirect(reverse("plans:worksheet", args=[plan.pk, worksheet.key]) + f"#field-{field.key}")
