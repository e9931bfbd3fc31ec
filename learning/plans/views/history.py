"""Earlier versions of an answer, and the choice between two."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jadro.accounts.requests import SignedInRequest
from jadro.base.dates import show_moment
from jadro.base.errors import Refused
from jadro.base.http import require_POST
from jadro.base.permission import can
from learning.plans import queries, services
from learning.plans.comparing import compare
from learning.plans.forms import Choices, CompareForm
from learning.plans.views.shared import back_to, field_of, plan_of, refuse, version_sent, worksheet_called


@never_cache
@login_required
@require_safe
def history(request: SignedInRequest, pk: int, key: str, field_key: str) -> HttpResponse:
    """Every version of an answer, with who and when; any two of them compared."""
    its = plan_of(request, pk)
    worksheet = worksheet_called(key)
    field = field_of(worksheet, field_key)
    lines = queries.history(its, field)
    form = _compare_form(request, lines)
    comparison = None
    if form is not None and form.is_valid():
        versions = {line.version.number: line.version for line in lines}
        before, after = (versions[form.cleaned_data[name]] for name in ("before", "after"))
        comparison = compare(before, after, field)
    context = {
        "plan": its,
        "worksheet": worksheet,
        "field": field,
        "lines": lines,
        "form": form,
        "comparison": comparison,
        "may_write": can(request.user, "write", its),
        "others": queries.elsewhere(worksheet, request.user, get_language()).get(field.identity, []),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form is not None and form.errors else HTTPStatus.OK
    return render(request, "plans/history.html", context, status=status)


def _compare_form(request: SignedInRequest, lines: list[queries.Line]) -> CompareForm | None:
    """Offers the last two; nothing while there is only one."""
    if len(lines) < 2:
        return None
    versions: Choices = [
        (str(each.number), f"{each.number} · {each.saved_by}, {show_moment(each.saved_at)}")
        for each in (line.version for line in lines)
    ]
    chosen = request.GET if {"before", "after"} & request.GET.keys() else None
    return CompareForm(chosen, versions=versions, initial={"before": versions[1][0], "after": versions[0][0]})


@never_cache
@login_required
@require_POST
def restore(request: SignedInRequest, pk: int, key: str, field_key: str) -> HttpResponse:
    its, worksheet, field, number = version_sent(request, pk, key, field_key)
    try:
        services.restore(its, field.identity, number, language=get_language(), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Version %(number)s holds again. The others stay in the history.") % {"number": number})
    return redirect("plans:history", its.pk, worksheet.key, field.key)


@never_cache
@login_required
@require_POST
def settle(request: SignedInRequest, pk: int, key: str, field_key: str) -> HttpResponse:
    """Chooses between the answer and one that was typed meanwhile."""
    its, worksheet, field, number = version_sent(request, pk, key, field_key)
    takes_it = request.POST.get("choice") == "aside"
    try:
        services.settle(
            its,
            field.identity,
            number,
            takes_it=takes_it,
            language=get_language(),
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        return refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Chosen. The other answer stays in the history."))
    return back_to(its, worksheet, field)
