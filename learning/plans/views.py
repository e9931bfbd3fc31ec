"""A member's plans: to begin one, to fill in its worksheets, and to look back at what was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import uuid5

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jadro.accounts.requests import SignedInRequest
from jadro.base.dates import show_time
from jadro.base.errors import Refused
from jadro.base.http import require_POST
from jadro.base.permission import can
from learning.plans import exporting, queries, services, submissions, teams
from learning.plans.choices import Standing
from learning.plans.forms import Asked, HandInForm, Held, InvitationForm, PlanForm, SentForm, Sheet
from learning.plans.models import Answer, AnswerVersion, Plan
from learning.plans.services import Given, Origin
from learning.plans.values import Words, fitting, is_empty, is_example, is_filled
from learning.toolkits import queries as toolkits
from learning.toolkits.choices import FieldKind
from learning.toolkits.definitions import Field, Worksheet

# Text that was sent while nobody was signed in, by address, until it is shown again.
UNSAVED = "unsaved worksheets"


# --- Plans -----------------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_safe
def plans(request: SignedInRequest) -> HttpResponse:
    its = queries.plans_of(request.user)
    states = [queries.state_of(each, request.user, get_language()) for each in its]
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
        return _refuse(request, _("This form was not complete, so nothing was saved. Open the page again."), status=400)
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
        return _refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Your plan is begun. Fill in its worksheets in any order; each saves itself."))
    return redirect("plans:plan", plan.pk)


@never_cache
@login_required
@require_safe
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a plan is, worksheet by worksheet."""
    its = _plan(request, pk)
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
    its = _plan(request, pk)
    initial = {"title": its.title, "institution": its.institution.code if its.institution else ""}
    form = PlanForm(request.POST or None, is_new=False, initial=initial)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return render(request, "plans/head.html", {"form": form, "plan": its}, status=status)
    try:
        services.rename(its, **form.cleaned_data, by=request.user)
    except Refused as refusal:
        return _refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Saved."))
    return redirect("plans:plan", its.pk)


@never_cache
@login_required
@require_POST
def archive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Puts a plan away, or takes it out again: the undo of the other."""
    its = _plan(request, pk)
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
    its = _plan(request, pk)
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
    its = _plan(request, pk)
    if file_type not in exporting.FORMATS:
        raise Http404
    parts = queries.whole_of(queries.state_of(its, request.user, get_language()))
    media_type, write = exporting.FORMATS[file_type]
    content = write(its, parts, language=get_language(), at=timezone.now())
    return _file(content, media_type, f"plan-{its.pk}.{file_type}")


@never_cache
@login_required
@require_safe
def export_map(request: SignedInRequest, pk: int, key: str, field_key: str, file_type: str) -> HttpResponse:
    """A team's own power map: the one private answer that leaves the site, alone and by its team."""
    its = _plan(request, pk)
    field = _field(_worksheet(key), field_key)
    if field.kind != FieldKind.STAKEHOLDERS or file_type not in exporting.MAP_FORMATS:
        raise Http404
    answer = its.answers.filter(identity=field.identity).first()
    rows = fitting(field, answer.value) if answer else []
    if not rows:
        raise Http404
    media_type, write = exporting.MAP_FORMATS[file_type]
    return _file(write(field, rows, language=get_language()), media_type, f"plan-{its.pk}-{key}.{file_type}")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(content, content_type=media_type, headers=headers)


# --- The team --------------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who is in the team and who is asked to come; sends an invitation."""
    its = _plan(request, pk)
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
    its = _plan(request, pk)
    teams.withdraw(its, number, by=request.user, at=timezone.now())
    messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    return redirect("plans:team", its.pk)


@never_cache
@login_required
@require_POST
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    its = _plan(request, pk)
    try:
        teams.leave(its, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("You are out of the team. What you wrote stays with the others."))
    return redirect("plans:plans")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: SignedInRequest, key: str) -> HttpResponse:
    """Asks whether one comes into the team. Looking alone changes nothing, since mail programs look too."""
    its = teams.invited_by_key(key)
    if its is None:
        return _refuse(request, teams.UsedOrGone.message, status=teams.UsedOrGone.status)
    try:
        if request.method == "POST":
            plan = teams.accept(its, request.user, at=timezone.now())
            messages.success(request, _("You are in the team. You read and write all of the plan."))
            return redirect("plans:plan", plan.pk)
        teams.check(its, request.user, at=timezone.now())
    except Refused as refusal:
        return _refuse(request, refusal.message, status=refusal.status)
    return render(request, "plans/invitation.html", {"invitation": its, "plan": its.plan})


# --- Worksheets ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FieldView:
    """A field on the sheet: what it asks, and how its answer stands. `taken` is the version that was taken into this
    worksheet, None for one that was not."""

    asked: Asked
    answer: Answer | None
    aside: list[tuple[AnswerVersion, Words]]
    taken: int | None
    elsewhere: list[Worksheet]

    @property
    def field(self) -> Field:
        return self.asked.field

    @property
    def is_from_plan(self) -> bool:
        """Whether a shared answer was given in another worksheet, and nobody took it into this one."""
        if not self.field.is_shared or self.answer is None or is_empty(self.answer.value):
            return False
        is_own = self.answer.version.block_id == self.field.block_id
        return not is_own and self.taken != self.answer.number

    @property
    def is_unseen(self) -> bool:
        """Whether the answer, or a part of it, was given to what the worksheet asks no more."""
        return self.answer is not None and not _is_same(fitting(self.field, self.answer.value), self.answer.value)

    @property
    def words(self) -> Words:
        """Under the labels it was written under."""
        return queries.words_of(self.answer.version, self.field) if self.answer else Words()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def worksheet(request: Any, pk: int, key: str) -> HttpResponse:
    """A worksheet of a plan, to fill in as a whole. Without a script it is one form with one button."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    its = _plan(request, pk)
    sheet = _worksheet(key)
    if request.method == "POST":
        return _save_sheet(request, its, sheet)
    unsaved = request.session.get(UNSAVED, {}).get(request.path)
    if unsaved is None or its.archived_at is not None:
        return _sheet_page(request, its, sheet, Sheet(sheet, _held(its, sheet)))
    data = QueryDict(unsaved)
    came_back = Sheet(sheet, _shown(its, sheet, data), data)
    came_back.is_valid()
    return _sheet_page(request, its, sheet, came_back, is_unsaved=True)


def _save_sheet(request: SignedInRequest, plan: Plan, worksheet: Worksheet) -> HttpResponse:
    sent = SentForm(request.POST)
    if not sent.is_valid():
        return _refuse(request, _("This form was not complete, so nothing was saved. Open the page again."), status=400)
    sheet = Sheet(worksheet, _shown(plan, worksheet, request.POST), request.POST, form_id=sent.cleaned_data["form"])
    if not sheet.is_valid():
        return _sheet_page(request, plan, worksheet, sheet, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        versions = _save(request, plan, worksheet, sheet, sent)
    except Refused as refusal:
        return _sheet_page(request, plan, worksheet, sheet, refusal=refusal.message, status=refusal.status)
    _forget_unsaved(request)
    if any(each.standing == Standing.ASIDE for each in versions):
        messages.warning(
            request, _("Somebody saved another answer meanwhile. Both are kept below; choose which one holds.")
        )
    elif versions:
        messages.success(request, _("Saved at %(time)s.") % {"time": show_time(versions[-1].saved_at)})
    else:
        messages.info(request, _("Nothing was changed, so there was nothing to save."))
    return redirect("plans:worksheet", plan.pk, worksheet.key)


def _save(
    request: SignedInRequest, plan: Plan, worksheet: Worksheet, sheet: Sheet, sent: SentForm
) -> list[AnswerVersion]:
    origin = Origin(get_language(), worksheet, sent.cleaned_data["form"], sent.cleaned_data["turn"])
    given = [
        # The same save of the same page is the same request, however often it is sent.
        Given(
            each.field.identity,
            each.value(),
            each.base,
            uuid5(sent.cleaned_data["form"], f"{sent.cleaned_data['turn']} {each.field.key}"),
            each.field.block_id,
        )
        for each in sheet.fields
        if not _is_same(each.value(), each.shown)
    ]
    return services.save_answers(plan, given, origin, by=request.user, at=timezone.now())


def _is_same(value: Any, shown: Any) -> bool:
    return value == shown or (is_empty(value) and is_empty(shown))


@never_cache
@require_POST
def save_field(request: Any, pk: int, key: str, field_key: str) -> HttpResponse:
    """Takes one field while it is being filled in, and answers a script: the version that holds it and the words of
    the receipt, or what is the matter with it."""
    if not request.user.is_authenticated:
        return JsonResponse({"message": _("You are signed out. What you typed is kept on this device.")}, status=401)
    its = queries.plan_of(request.user, pk)
    if its is None:
        # Of a script that was open when its reader left the team, or of anybody else: said alike.
        return JsonResponse({"message": str(services.NotOfTeam.message), "is_over": True}, status=404)
    worksheet = _worksheet(key)
    field = _field(worksheet, field_key)
    sent = SentForm(request.POST)
    if not sent.is_valid():
        return JsonResponse({"message": _("This form was not complete, so nothing was saved.")}, status=400)
    shown = _shown(its, worksheet, request.POST)
    sheet = Sheet(worksheet, shown, request.POST, only=field.key, form_id=sent.cleaned_data["form"])
    asked = sheet.fields[0]
    if not sheet.is_valid():
        return JsonResponse({"message": " ".join(asked.errors)}, status=422)
    try:
        versions = _save(request, its, worksheet, sheet, sent)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal.message)}, status=refusal.status)
    answer = queries.answers_of(its).get(field.identity)
    if versions and versions[0].standing == Standing.ASIDE:
        message = _("Somebody saved another answer meanwhile. Yours is kept beside it; open the page again to choose.")
        return JsonResponse({"message": message, "number": answer.number if answer else 0}, status=409)
    saved_at = answer.saved_at if answer else timezone.now()
    receipt = _("Saved at %(time)s") % {"time": show_time(saved_at)}
    return JsonResponse({"number": answer.number if answer else 0, "message": receipt})


@never_cache
@login_required
@require_POST
def take(request: SignedInRequest, pk: int, key: str, field_key: str) -> HttpResponse:
    """Takes a shared answer into this worksheet as it is."""
    its = _plan(request, pk)
    worksheet = _worksheet(key)
    field = _field(worksheet, field_key)
    try:
        services.confirm(its, worksheet, field.identity, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Taken: “%(label)s” holds here too.") % {"label": field.label})
    return _back_to(its, worksheet, field)


# --- Handing in ------------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Shows what would be handed in of one worksheet, and takes it."""
    return _hand_in(request, _plan(request, pk), [_worksheet(key)], is_whole=False)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same of the whole plan: the worksheets that join it, and all others that were begun."""
    its = _plan(request, pk)
    state = queries.state_of(its, request.user, get_language())
    joining = [sheet.worksheet for toolkit in state.toolkits if toolkit.card.is_joined_plan for sheet in toolkit.sheets]
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
            return _refuse(request, refusal.message, status=refusal.status)
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
    its = _plan(request, pk)
    handed_in = its.submissions.select_related("handed_in_by").filter(number=number).first()
    if handed_in is None:
        raise Http404
    context = {"plan": its, "submission": handed_in, "sheets": submissions.read(handed_in)}
    return render(request, "plans/submission.html", context)


@never_cache
@login_required
@require_POST
def withdraw(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    its = _plan(request, pk)
    try:
        services.withdraw(its, number, by=request.user, at=timezone.now())
    except services.VersionGone as gone:
        raise Http404 from gone
    except Refused as refusal:
        return _refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Taken back. It stays here for you to read; you can hand it in again."))
    return redirect("plans:submission", its.pk, number)


# --- History ---------------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_safe
def history(request: SignedInRequest, pk: int, key: str, field_key: str) -> HttpResponse:
    """Every version of an answer, with who and when."""
    its = _plan(request, pk)
    worksheet = _worksheet(key)
    field = _field(worksheet, field_key)
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
    its, worksheet, field, number = _version(request, pk, key, field_key)
    try:
        services.restore(its, field.identity, number, language=get_language(), by=request.user, at=timezone.now())
    except Refused as refusal:
        return _refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Version %(number)s holds again. The others stay in the history.") % {"number": number})
    return redirect("plans:history", its.pk, worksheet.key, field.key)


@never_cache
@login_required
@require_POST
def settle(request: SignedInRequest, pk: int, key: str, field_key: str) -> HttpResponse:
    """Chooses between the answer and one that was typed meanwhile."""
    its, worksheet, field, number = _version(request, pk, key, field_key)
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
        return _refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Chosen. The other answer stays in the history."))
    return _back_to(its, worksheet, field)


# --- What they share -------------------------------------------------------------------------------------------------


def _plan(request: SignedInRequest, pk: int) -> Plan:
    """For whoever is not in its team it is not there."""
    its = queries.plan_of(request.user, pk)
    if its is None or not can(request.user, "view", its):
        raise Http404
    return its


def _worksheet(key: str) -> Worksheet:
    its = toolkits.worksheet_called(key, get_language())
    if its is None:
        raise Http404
    return its


def _field(worksheet: Worksheet, key: str) -> Field:
    its = worksheet.field(key)
    if its is None:
        raise Http404
    return its


def _version(request: SignedInRequest, pk: int, key: str, field_key: str) -> tuple[Plan, Worksheet, Field, int]:
    its = _plan(request, pk)
    worksheet = _worksheet(key)
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return its, worksheet, _field(worksheet, field_key), int(number)


def _held(plan: Plan, worksheet: Worksheet) -> dict[str, Held]:
    """What the plan says now to what the worksheet asks."""
    answers = queries.answers_of(plan)
    return {
        field.identity: Held(answers[field.identity].number, answers[field.identity].value)
        for field in worksheet.fields
        if field.identity in answers
    }


def _shown(plan: Plan, worksheet: Worksheet, data: Mapping[str, Any]) -> dict[str, Held]:
    """What the person had before them who sent this: versions of answers, by the numbers that came with the form."""
    numbers = {field.identity: str(data.get(f"f-{field.key}-base", "")) for field in worksheet.fields}
    wanted = {identity: int(number) for identity, number in numbers.items() if number.isdecimal() and len(number) < 10}
    versions = queries.versions_shown(plan, ((identity, number) for identity, number in wanted.items() if number))
    return {identity: Held(version.number, version.value) for identity, version in versions.items()}


def _sheet_page(
    request: SignedInRequest,
    plan: Plan,
    worksheet: Worksheet,
    sheet: Sheet,
    *,
    refusal: str | Promise = "",
    is_unsaved: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    language = get_language()
    its_answers = plan.answers.filter(identity__in=[field.identity for field in worksheet.fields])
    answers = {each.identity: each for each in queries.answers_as_written(its_answers)}
    aside = queries.kept_aside(plan, [field.identity for field in worksheet.fields])
    taken = queries.confirmed(plan, worksheet.template_key)
    fields = [
        FieldView(
            asked,
            answers.get(asked.field.identity),
            [(each, queries.words_of(each, asked.field)) for each in aside.get(asked.field.identity, ())],
            taken.get(asked.field.identity),
            queries.elsewhere(asked.field.identity, worksheet, request.user, language) if asked.field.is_shared else [],
        )
        for asked in sheet.fields
    ]
    context = {
        "plan": plan,
        "worksheet": worksheet,
        "sheet": sheet,
        "fields": fields,
        "team": queries.team_of(plan),
        "may_write": can(request.user, "write", plan),
        "refusal": refusal,
        "is_unsaved": is_unsaved,
    }
    return render(request, "plans/worksheet.html", context, status=status)


def _sign_in(request: HttpRequest) -> HttpResponse:
    """Signed out in the middle of writing: what was sent waits in the session of this browser until its writer has
    signed in, because a redirect would lose it."""
    if request.method == "POST":
        # A page of text, not a store: the oldest go when there are many.
        waiting = {**request.session.get(UNSAVED, {}), request.path: request.POST.urlencode()}
        request.session[UNSAVED] = dict(list(waiting.items())[-5:])
        messages.warning(request, _("You were signed out. Sign in: what you typed is kept and comes back."))
    return redirect_to_login(request.path)


def _forget_unsaved(request: HttpRequest) -> None:
    waiting = request.session.get(UNSAVED, {})
    if waiting.pop(request.path, None) is not None:
        request.session[UNSAVED] = waiting


def _refuse(request: SignedInRequest, message: str | Promise, *, status: int) -> HttpResponse:
    return render(request, "plans/refused.html", {"message": message}, status=status)


def _back_to(plan: Plan, worksheet: Worksheet, field: Field) -> HttpResponse:
    return redirect(reverse("plans:worksheet", args=[plan.pk, worksheet.key]) + f"#field-{field.key}")
