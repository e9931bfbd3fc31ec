"""Earlier versions of an answer, and the choice between two."""

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
from jadro.base.errors import Refused
from jadro.base.http import require_POST
from jadro.base.permission import can
from learning.plans import queries, services
from learning.plans.views.shared import back_to, field_of, plan_of, refuse, version_sent, worksheet_called


@never_cache
@login_required
@require_safe
def history(request: SignedInRequest, pk: int, key: str, field_key: str) -> HttpResponse:
    """Every version of an answer, with who and when."""
    its = plan_of(request, pk)
    worksheet = worksheet_called(key)
    field = field_of(worksheet, field_key)
    context = {
        "plan": its,
        "worksheet": worksheet,
        "field": field,
        "lines": queries.history(its, field),
        "may_write": can(request.user, "write", its),
        "others": queries.elsewhere(field.identity, worksheet, request.user, get_language()),
    }
    return render(request, "plans/history.html", context)


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
