"""Who is in the team of a plan, and who is asked to come."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jadro.accounts.requests import SignedInRequest
from jadro.base.errors import Refused
from jadro.base.http import require_POST
from jadro.base.permission import can
from learning.plans import teams
from learning.plans.forms import InvitationForm
from learning.plans.views.shared import plan_of, refuse


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who is in the team and who is asked to come; sends an invitation."""
    its = plan_of(request, pk)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        try:
            teams.invite(its, form.cleaned_data["email"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("email", str(refusal.message))
        else:
            words = _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
            messages.success(request, words)
            return redirect("plans:team", its.pk)
    context = {
        "plan": its,
        "form": form,
        "members": its.members.filter(left_at=None).select_related("person").order_by("joined_at", "pk"),
        "invitations": teams.open_invitations(its, at=timezone.now()),
        "may_write": can(request.user, "write", its),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "plans/team.html", context, status=status)


@never_cache
@login_required
@require_POST
def withdraw_invitation(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    its = plan_of(request, pk)
    teams.withdraw(its, number, by=request.user, at=timezone.now())
    messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    return redirect("plans:team", its.pk)


@never_cache
@login_required
@require_POST
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    its = plan_of(request, pk)
    try:
        teams.leave(its, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("You are out of the team. What you wrote stays with the others."))
    return redirect("plans:plans")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: SignedInRequest, key: str) -> HttpResponse:
    """Asks whether one comes into the team. Looking alone changes nothing, since mail programs look too."""
    its = teams.invited_by_key(key)
    if its is None:
        return refuse(request, teams.UsedOrGone.message, status=teams.UsedOrGone.status)
    try:
        if request.method == "POST":
            plan = teams.accept(its, request.user, at=timezone.now())
            messages.success(request, _("You are in the team. You read and write all of the plan."))
            return redirect("plans:plan", plan.pk)
        teams.check(its, request.user, at=timezone.now())
    except Refused as refusal:
        return refuse(request, refusal.message, status=refusal.status)
    return render(request, "plans/invitation.html", {"invitation": its, "plan": its.plan})
