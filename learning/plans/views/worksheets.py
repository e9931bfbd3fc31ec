"""The worksheets of a plan, filled in as a whole or field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import uuid5

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jadro.accounts.requests import SignedInRequest
from jadro.base.dates import show_time
from jadro.base.errors import Refused
from jadro.base.http import require_POST
from jadro.base.permission import can
from learning.courses import queries as courses
from learning.plans import comparing, queries, services
from learning.plans.choices import Standing
from learning.plans.comparing import Aside
from learning.plans.forms import Asked, Held, SentForm, Sheet
from learning.plans.models import Answer, AnswerVersion, Plan
from learning.plans.services import Given, Origin
from learning.plans.values import Words, is_empty, is_same, is_shown_whole
from learning.plans.views.shared import back_to, field_of, plan_of, refuse, worksheet_called
from learning.toolkits.definitions import Field, Worksheet

# Text that was sent while nobody was signed in, by address, until it is shown again.
UNSAVED = "unsaved worksheets"
# Characters as they are sent, and pages: worksheets of a person, and no store for whoever comes by.
KEPT_AT_MOST, PAGES_KEPT = 200_000, 5


@dataclass(frozen=True)
class FieldView:
    """A field on the sheet: what it asks, and how its answer stands. `taken` is the version that was taken into this
    worksheet, None for one that was not."""

    asked: Asked
    answer: Answer | None
    asides: list[Aside]
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
        return self.answer is not None and not is_shown_whole(self.field, self.answer.value)

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
    its = plan_of(request, pk)
    sheet = worksheet_called(key)
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
        return refuse(request, _("This form was not complete, so nothing was saved. Open the page again."), status=400)
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
        if not is_same(each.value(), each.shown)
    ]
    return services.save_answers(plan, given, origin, by=request.user, at=timezone.now())


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
    worksheet = worksheet_called(key)
    field = field_of(worksheet, field_key)
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
    number = _number_shown(its, asked, versions, answer, sent)
    standings = {each.standing for each in versions}
    if Standing.ASIDE in standings:
        message = _("Somebody saved another answer meanwhile. Yours is kept beside it; open the page again to choose.")
        return JsonResponse({"message": message, "number": number}, status=409)
    saved_at = answer.saved_at if answer else timezone.now()
    receipt = _("Saved at %(time)s") % {"time": show_time(saved_at)}
    if Standing.JOINED in standings:
        receipt = _(
            "Saved at %(time)s, with rows that somebody else wrote meanwhile. Open the page again to see them."
        ) % {"time": show_time(saved_at)}
    return JsonResponse({"number": number, "message": receipt})


def _number_shown(
    plan: Plan, asked: Asked, versions: list[AnswerVersion], answer: Answer | None, sent: SentForm
) -> int:
    """Which version the open page has before it now, for its next save to be based on. Not what others wrote meanwhile:
    nobody has seen that there."""
    now = answer.number if answer else 0
    if not versions:
        return now if answer is not None and is_same(answer.value, asked.value()) else asked.base
    if versions[0].standing == Standing.ASIDE:
        return now
    typed = queries.last_typed(plan, asked.field.identity, sent.cleaned_data["form"])
    return typed.number if typed else now


@never_cache
@login_required
@require_POST
def take(request: SignedInRequest, pk: int, key: str, field_key: str) -> HttpResponse:
    """Takes a shared answer into this worksheet as it is."""
    its = plan_of(request, pk)
    worksheet = worksheet_called(key)
    field = field_of(worksheet, field_key)
    try:
        services.confirm(its, worksheet, field.identity, language=get_language(), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refuse(request, refusal.message, status=refusal.status)
    messages.success(request, _("Taken: “%(label)s” holds here too.") % {"label": field.label})
    return back_to(its, worksheet, field)


def _held(plan: Plan, worksheet: Worksheet) -> dict[str, Held]:
    """What the plan says now to what the worksheet asks."""
    identities = [field.identity for field in worksheet.fields]
    answers = queries.answers_as_written(plan.answers.filter(identity__in=identities))
    return {each.identity: Held(each.number, each.value, queries.asked_by(each.version)) for each in answers}


def _shown(plan: Plan, worksheet: Worksheet, data: Mapping[str, Any]) -> dict[str, Held]:
    """What the person had before them who sent this: versions of answers, by the numbers that came with the form."""
    numbers = {field.identity: str(data.get(f"f-{field.key}-base", "")) for field in worksheet.fields}
    wanted = {identity: int(number) for identity, number in numbers.items() if number.isdecimal() and len(number) < 10}
    versions = queries.versions_shown(plan, ((identity, number) for identity, number in wanted.items() if number))
    return {
        identity: Held(version.number, version.value, queries.asked_by(version))
        for identity, version in versions.items()
    }


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
    elsewhere = queries.elsewhere(worksheet, request.user, get_language())
    its_answers = plan.answers.filter(identity__in=[field.identity for field in worksheet.fields])
    answers = {each.identity: each for each in queries.answers_as_written(its_answers)}
    kept_aside = queries.kept_aside(plan, [field.identity for field in worksheet.fields])
    waiting = [each for its in kept_aside.values() for each in its]
    over = queries.versions_by_number(plan, ((each.identity, each.base) for each in waiting))
    taken = queries.confirmed(plan, worksheet.template_key)
    fields = [
        FieldView(
            asked,
            answers.get(asked.field.identity),
            [
                comparing.aside(answers[each.identity], each, over.get((each.identity, each.base)), asked.field)
                for each in kept_aside.get(asked.field.identity, ())
            ],
            taken.get(asked.field.identity),
            elsewhere.get(asked.field.identity, []),
        )
        for asked in sheet.fields
    ]
    context = {
        "plan": plan,
        "worksheet": worksheet,
        "sheet": sheet,
        "fields": fields,
        "asked_no_more": [
            (field, queries.words_of(answer.version, field), answer)
            for answer in queries.asked_no_more(plan, worksheet)
            if (field := queries.asked_by(answer.version)) is not None
        ],
        "team": queries.team_of(plan),
        "lessons": courses.lessons_with_worksheet(worksheet.template_key, get_language(), request.user),
        "may_write": can(request.user, "write", plan),
        "refusal": refusal,
        "is_unsaved": is_unsaved,
    }
    return render(request, "plans/worksheet.html", context, status=status)


def _sign_in(request: HttpRequest) -> HttpResponse:
    """Signed out in the middle of writing: what was sent waits in the session of this browser until its writer has
    signed in, because a redirect would lose it."""
    if request.method == "POST" and len(typed := request.POST.urlencode()) <= KEPT_AT_MOST:
        waiting = {**request.session.get(UNSAVED, {}), request.path: typed}
        request.session[UNSAVED] = dict(list(waiting.items())[-PAGES_KEPT:])
        messages.warning(request, _("You were signed out. Sign in: what you typed is kept and comes back."))
    return redirect_to_login(request.path)


def _forget_unsaved(request: HttpRequest) -> None:
    waiting = request.session.get(UNSAVED, {})
    if waiting.pop(request.path, None) is not None:
        request.session[UNSAVED] = waiting
