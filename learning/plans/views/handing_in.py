"""Handing in: what would be frozen is shown first, and stays to be read."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jadro.accounts.requests import SignedInRequest
from jadro.base.errors import Refused
from jadro.base.http import require_POST
from jadro.base.permission import can
from learning.plans import queries, services, submissions
from learning.plans.forms import HandInForm
from learning.plans.models import Plan
from learning.plans.values import is_example, is_filled
from learning.plans.views.shared import plan_of, refuse, worksheet_called
from learning.toolkits.definitions import Worksheet


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Shows what would be handed in of one worksheet, and takes it."""
    return _hand_in(request, plan_of(request, pk), [worksheet_called(key)], is_whole=False)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same of the whole plan: the worksheets that join it, and all others that were begun."""
    its = plan_of(request, pk)
    state = queries.state_of(its, request.user, get_language())
    joining = [sheet.worksheet for sheet in queries.joined(state)]
    begun = [sheet.worksheet for sheet in state.sheets if sheet.filled and sheet.worksheet not in joining]
    return _hand_in(request, its, [*begun, *joining], is_whole=True, required=joining or begun)


def _hand_in(
    request: SignedInRequest,
    plan: Plan,
    sheets: list[Worksheet],
    *,
    is_whole: bool,
    required: list[Worksheet] | None = None,
) -> HttpResponse:
    """`required` are the worksheets whose required fields have to be filled; all of them when it is left out."""
    answers = queries.answers_of(plan)
    fields = {field.identity: (sheet, field) for sheet in sheets for field in sheet.fields}
    missing = [
        (sheet, field)
        for sheet in (sheets if required is None else required)
        for field in sheet.fields
        if field.is_required and not (field.identity in answers and is_filled(field, answers[field.identity].value))
    ]
    unchanged = [
        (sheet, field)
        for sheet, field in fields.values()
        if field.identity in answers and is_example(field, answers[field.identity].value)
    ]
    form = HandInForm(request.POST or None, has_examples=bool(unchanged))
    waiting = queries.kept_aside(plan, fields)
    if form.is_valid() and not missing and not waiting:
        try:
            handed_in = services.hand_in(
                plan,
                sheets,
                is_whole=is_whole,
                language=get_language(),
                request_id=form.cleaned_data["request_id"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            return refuse(request, refusal.message, status=refusal.status)
        messages.success(request, _("Handed in. Receipt number %(number)s.") % {"number": handed_in.receipt_number})
        return redirect("plans:submission", plan.pk, handed_in.number)
    context = {
        "plan": plan,
        "form": form,
        "worksheet": None if is_whole else sheets[0],
        "sheets": sheets,
        "missing": missing,
        "unchanged": unchanged,
        "waiting": [fields[identity] for identity in waiting],
        "may_write": can(request.user, "write", plan),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "plans/hand_in.html", context, status=status)


@never_cache
@login_required
@require_safe
def submission(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """What was handed in, as it was then."""
    its = plan_of(request, pk)
    handed_in = its.submissions.select_related("handed_in_by").filter(number=number).first()
    if handed_in is None:
        raise Http404
    context = {"plan": its, "submission": handed_in, "sheets": submissions.read(handed_in)}
    return render(request, "plans/submission.html", context)


@never_cache
@login_required
@require_POST
def withdraw(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    its = plan_of(request, pk)
    try:
        services.withdraw(its, number, by=request.user, at=timezone.now())
    except services.VersionGone as gone:
        raise Http404 from gone
    except Refused as refusal:
        return refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Taken back. It stays here for you to read; you can hand it in again."))
    return redirect("plans:submission", its.pk, number)
