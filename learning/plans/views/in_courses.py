"""Plans in lessons: which one a course is done in."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from jadro.accounts.requests import SignedInRequest
from jadro.base.errors import Refused
from jadro.base.http import require_POST
from learning.courses import queries as courses
from learning.plans import services
from learning.plans.forms import ChooseForm
from learning.plans.models import Plan
from learning.plans.views.shared import plan_of, refuse, worksheet_called


@never_cache
@login_required
@require_POST
def choose(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """Chooses the plan for the worksheets of a course, and opens the one that was asked for, or the plan."""
    form = ChooseForm(request.POST)
    if not form.is_valid() or not courses.is_offered(course_key):
        raise Http404
    its = plan_of(request, form.cleaned_data["plan"])
    try:
        return chosen(request, its, course_key, form.cleaned_data["worksheet"])
    except Refused as refusal:
        return refuse(request, refusal.message, status=refusal.status)


def chosen(request: SignedInRequest, plan: Plan, course_key: UUID, worksheet_key: str) -> HttpResponse:
    """Keeps the choice and leads on. Raises what `services.choose` does."""
    worksheet = worksheet_called(worksheet_key) if worksheet_key else None
    services.choose(plan, course_key, language=get_language(), by=request.user, at=timezone.now())
    return redirect("plans:worksheet", plan.pk, worksheet.key) if worksheet else redirect("plans:plan", plan.pk)
