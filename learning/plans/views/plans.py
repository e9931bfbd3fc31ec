"""Plans: to begin one, to see how far it is, to read it whole and to take it along."""

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
from jadro.base.http import download, require_POST
from learning.courses import queries as courses
from learning.plans import exporting, queries, services
from learning.plans.forms import ForCourseForm, PlanForm
from learning.plans.values import fitting
from learning.plans.views.in_courses import chosen
from learning.plans.views.shared import field_of, plan_of, refuse, worksheet_called
from learning.toolkits.choices import FieldKind


@never_cache
@login_required
@require_safe
def plans(request: SignedInRequest) -> HttpResponse:
    states = queries.states_of(queries.plans_of(request.user), request.user, get_language())
    context = {
        "open": [each for each in states if each.plan.archived_at is None],
        "archived": [each for each in states if each.plan.archived_at is not None],
    }
    return render(request, "plans/plans.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, is_new=True)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return render(request, "plans/new.html", {"form": form}, status=status)
    request_id = form.cleaned_data["request_id"]
    if request_id is None:
        return refuse(request, _("This form was not complete, so nothing was saved. Open the page again."), status=400)
    try:
        plan = services.begin(
            request.user,
            title=form.cleaned_data["title"],
            municipality=form.cleaned_data["municipality"],
            institution=form.cleaned_data["institution"],
            language=get_language(),
            request_id=request_id,
            at=timezone.now(),
        )
    except Refused as refusal:
        return refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Your plan is begun. Fill in its worksheets in any order; each saves itself."))
    begun_for = ForCourseForm(request.GET)
    if begun_for.is_valid() and courses.is_offered(begun_for.cleaned_data["course"]):
        return chosen(request, plan, begun_for.cleaned_data["course"], begun_for.cleaned_data["worksheet"])
    return redirect("plans:plan", plan.pk)


@never_cache
@login_required
@require_safe
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a plan is, worksheet by worksheet."""
    its = plan_of(request, pk)
    context = {
        "plan": its,
        "state": queries.state_of(its, request.user, get_language()),
        "municipality": queries.municipality_of(its),
        "team": queries.team_of(its),
        "submissions": queries.submissions_of(its),
    }
    return render(request, "plans/plan.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: SignedInRequest, pk: int) -> HttpResponse:
    """The title of a plan and whom it addresses."""
    its = plan_of(request, pk)
    initial = {"title": its.title, "institution": its.institution.code if its.institution else ""}
    form = PlanForm(request.POST or None, is_new=False, initial=initial)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return render(request, "plans/head.html", {"form": form, "plan": its}, status=status)
    try:
        services.rename(its, **form.cleaned_data, by=request.user)
    except Refused as refusal:
        return refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Saved."))
    return redirect("plans:plan", its.pk)


@never_cache
@login_required
@require_POST
def archive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Puts a plan away, or takes it out again: the undo of the other."""
    its = plan_of(request, pk)
    if request.POST.get("to") == "out":
        services.take_out(its, by=request.user)
        messages.success(request, _("The plan is out of the archive. You can go on writing."))
    else:
        services.archive(its, by=request.user, at=timezone.now())
        messages.success(request, _("The plan is archived. Nothing of it is lost; take it out again at any time."))
    return redirect("plans:plan", its.pk)


@never_cache
@login_required
@require_safe
def whole(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that is written, to read and to print, in the order of the toolkits. Private answers are not in it."""
    its = plan_of(request, pk)
    state = queries.state_of(its, request.user, get_language())
    context = {
        "plan": its,
        "parts": (parts := queries.whole_of(state)),
        "has_days": bool(exporting.days_of(parts)),
        "municipality": queries.municipality_of(its),
        "state": state,
    }
    return render(request, "plans/whole.html", context)


@never_cache
@login_required
@require_safe
def export(request: SignedInRequest, pk: int, file_type: str) -> HttpResponse:
    """The same as a file: a booklet, a document, a table, for programs, or the timelines as a calendar."""
    its = plan_of(request, pk)
    if file_type not in exporting.FORMATS:
        raise Http404
    parts = queries.whole_of(queries.state_of(its, request.user, get_language()))
    media_type, write = exporting.FORMATS[file_type]
    content = write(its, parts, language=get_language(), at=timezone.now())
    return download(content, media_type, f"plan-{its.pk}.{file_type}")


@never_cache
@login_required
@require_safe
def export_map(request: SignedInRequest, pk: int, key: str, field_key: str, file_type: str) -> HttpResponse:
    """A team's own power map: the one private answer that leaves the site, alone and by its team."""
    its = plan_of(request, pk)
    field = field_of(worksheet_called(key), field_key)
    if field.kind != FieldKind.STAKEHOLDERS or file_type not in exporting.MAP_FORMATS:
        raise Http404
    answer = its.answers.filter(identity=field.identity).first()
    rows = fitting(field, answer.value) if answer else []
    if not rows:
        raise Http404
    media_type, write = exporting.MAP_FORMATS[file_type]
    return download(write(field, rows, language=get_language()), media_type, f"plan-{its.pk}-{key}.{file_type}")
