"""Reads of plans that several callers share. Everything here is for people of the plan's team."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from jadro.accounts.models import User
from jadro.places.models import Institution, Municipality
from learning.plans import submissions
from learning.plans.choices import MUNICIPALITY, TYPED, Standing
from learning.plans.models import Answer, AnswerVersion, Confirmation, CoursePlan, Plan, Submission
from learning.plans.values import Words, in_words, is_empty, is_filled, without_names
from learning.toolkits import queries as toolkits
from learning.toolkits.definitions import Field, Worksheet
from learning.toolkits.queries import ToolkitCard


def plan_of(person: User, pk: int) -> Plan | None:
    """A plan of a team this person is in; None for every other."""
    return Plan.objects.filter(pk=pk, members__person=person.pk, members__left_at=None).first()


def plans_of(person: User) -> list[Plan]:
    """The newest first, those that are archived last."""
    its = Plan.objects.filter(members__person=person.pk, members__left_at=None)
    return list(its.order_by("archived_at", "-begun_at", "-pk"))


def open_plans_of(person: User) -> list[Plan]:
    return [each for each in plans_of(person) if each.archived_at is None]


def team_of(plan: Plan) -> list[User]:
    """Who is in the team now, in the order they came."""
    members = plan.members.filter(left_at=None).select_related("person").order_by("joined_at", "pk")
    return [each.person for each in members]


def answers_of(plan: Plan) -> dict[str, Answer]:
    return {each.identity: each for each in plan.answers.select_related("saved_by")}


def answers_to(plan: Plan, worksheet: Worksheet) -> dict[str, Answer]:
    """What the plan says to this worksheet alone."""
    answers = plan.answers.filter(identity__in=[field.identity for field in worksheet.fields])
    return {each.identity: each for each in answers}


def asked_no_more(plan: Plan, worksheet: Worksheet) -> list[Answer]:
    """Answers that were written in this worksheet to fields it has no more, and that it shows nowhere else."""
    written_here = plan.answers.filter(version__worksheet__template_key=worksheet.template_key)
    gone = written_here.exclude(version__block_id__in=[field.block_id for field in worksheet.fields]).exclude(
        identity__in=[field.identity for field in worksheet.fields]
    )
    return [each for each in answers_as_written(gone.order_by("pk")) if not is_empty(each.value)]


@dataclass(frozen=True)
class SheetState:
    """How far a worksheet of a plan is. `missing` are the labels of its required fields that are not filled;
    `submission` is how it was handed in last, alone or with the whole plan, and not withdrawn."""

    worksheet: Worksheet
    states: str
    missing: tuple[str, ...]
    changed_at: datetime | None
    submission: Submission | None
    is_changed_since: bool

    @property
    def filled(self) -> int:
        return self.states.count("d")

    @property
    def total(self) -> int:
        return len(self.states)


@dataclass(frozen=True)
class ToolkitState:
    card: ToolkitCard
    sheets: tuple[SheetState, ...]


@dataclass(frozen=True)
class PlanState:
    """A plan with all the worksheets of the toolkits, in their order. A shared answer counts once in `states`."""

    plan: Plan
    toolkits: tuple[ToolkitState, ...]
    states: str
    waiting: int

    @property
    def filled(self) -> int:
        return self.states.count("d")

    @property
    def total(self) -> int:
        return len(self.states)

    @cached_property
    def sheets(self) -> list[SheetState]:
        return [sheet for toolkit in self.toolkits for sheet in toolkit.sheets]

    @property
    def next_sheet(self) -> SheetState | None:
        """The first that was begun and not finished, else the first that is not finished."""
        open_ones = [sheet for sheet in self.sheets if sheet.filled < sheet.total]
        return next((sheet for sheet in open_ones if sheet.filled), next(iter(open_ones), None))


def sheet_of(plan: Plan, worksheet: Worksheet) -> SheetState:
    """How far one worksheet of a plan is. Two queries."""
    handed_in = plan.submissions.filter(withdrawn_at=None).order_by("-number")
    return _state(worksheet, answers_to(plan, worksheet), list(handed_in))


def joined(state: PlanState) -> list[SheetState]:
    """Of a plan, the worksheets that join it to one."""
    return [sheet for toolkit in state.toolkits if toolkit.card.is_joined_plan for sheet in toolkit.sheets]


def chosen_for(person: User, course_key: UUID) -> Plan | None:
    """The plan in which somebody does the worksheets of a course, while they are in its team and it is not archived."""
    its = Plan.objects.filter(
        pk__in=CoursePlan.objects.filter(person=person, course_key=course_key).values("plan"), archived_at=None
    )
    return its.filter(members__person=person, members__left_at=None).first()


def state_of(plan: Plan, reader: User, language: str) -> PlanState:
    return states_of([plan], reader, language)[0]


def states_of(plans: list[Plan], reader: User, language: str) -> list[PlanState]:
    """In the order of the plans. Three queries, whatever their number, and what toolkits take when they are not
    remembered."""
    cards = toolkits.toolkits(language, reader)
    worksheets = toolkits.worksheets([key for card in cards for key in card.worksheet_keys], language)
    answers: dict[int, dict[str, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(plan__in=plans):
        answers[answer.plan_id][answer.identity] = answer
    handed_in: dict[int, list[Submission]] = defaultdict(list)
    for submission in Submission.objects.filter(plan__in=plans, withdrawn_at=None).order_by("-number"):
        handed_in[submission.plan_id].append(submission)
    waiting = Counter(
        AnswerVersion.objects.filter(plan__in=plans, standing=Standing.ASIDE).values_list("plan", flat=True)
    )
    return [
        _plan_state(plan, cards, worksheets, answers[plan.pk], handed_in[plan.pk], waiting[plan.pk]) for plan in plans
    ]


def _plan_state(
    plan: Plan,
    cards: Iterable[ToolkitCard],
    worksheets: Mapping[UUID, Worksheet],
    answers: Mapping[str, Answer],
    handed_in: list[Submission],
    waiting: int,
) -> PlanState:
    states: dict[str, str] = {}
    found = []
    for card in cards:
        its = [worksheets[key] for key in card.worksheet_keys if key in worksheets]
        found.append(ToolkitState(card, tuple(_state(sheet, answers, handed_in) for sheet in its)))
        states |= {field.identity: _of_field(field, answers) for sheet in its for field in sheet.fields}
    return PlanState(plan, tuple(found), "".join(states.values()), waiting)


def _of_field(field: Field, answers: Mapping[str, Answer]) -> str:
    answer = answers.get(field.identity)
    return "d" if answer is not None and is_filled(field, answer.value) else "."


def _state(worksheet: Worksheet, answers: Mapping[str, Answer], handed_in: list[Submission]) -> SheetState:
    states = "".join(_of_field(field, answers) for field in worksheet.fields)
    times = [answers[field.identity].saved_at for field in worksheet.fields if field.identity in answers]
    missing = [
        field.label for field, state in zip(worksheet.fields, states, strict=True) if field.is_required and state != "d"
    ]
    submission = next((each for each in handed_in if _holds(each, worksheet)), None)
    is_changed_since = submission is not None and submissions.is_changed(submission, answers, worksheet.template_key)
    return SheetState(worksheet, states, tuple(missing), max(times, default=None), submission, is_changed_since)


def _holds(submission: Submission, worksheet: Worksheet) -> bool:
    return any(sheet["template_key"] == str(worksheet.template_key) for sheet in submission.content["worksheets"])


def submissions_of(plan: Plan) -> list[Submission]:
    """The newest first."""
    return list(plan.submissions.select_related("handed_in_by").order_by("-number"))


@dataclass(frozen=True)
class Said:
    """A question and what the plan says to it; empty words for one that nobody answered."""

    field: Field
    value: Any
    words: Words


@dataclass(frozen=True)
class Part:
    """What a toolkit asks, each question in the first place it is asked. `language` is that of its words."""

    title: str
    language: str
    said: tuple[Said, ...]


def whole_of(state: PlanState) -> list[Part]:
    """All that a plan says, in the order of the toolkits, as it may leave the team: private questions are not in it,
    answered or not, and nobody is named who did not agree. One query."""
    answers = answers_of(state.plan)
    told: set[str] = set()
    parts = []
    for toolkit in state.toolkits:
        said = []
        for field in (field for sheet in toolkit.sheets for field in sheet.worksheet.fields):
            if field.is_private or field.identity in told:
                continue
            told.add(field.identity)
            value = without_names(field, answers[field.identity].value) if field.identity in answers else ""
            said.append(Said(field, value, in_words(field, value)))
        if said:
            language = toolkit.sheets[0].worksheet.language
            parts.append(Part(toolkit.card.title, language, tuple(said)))
    return parts


def municipality_of(plan: Plan) -> Municipality | None:
    """Where the plan is for: one of its answers says so."""
    answer = plan.answers.filter(identity=MUNICIPALITY).first()
    if answer is None or not answer.value:
        return None
    return Municipality.objects.with_names().filter(code=answer.value).first()


def addressed(institutions: Iterable[Institution]) -> list[Institution]:
    """Those that some plan addresses or has ever answered with. Three queries."""
    codes = {each.code: each for each in institutions}
    used = {
        *Plan.objects.filter(institution__code__in=codes).values_list("institution__code", flat=True),
        *AnswerVersion.objects.filter(value__in=list(codes)).values_list("value", flat=True),
        *Submission.objects.filter(content__institution__in=list(codes)).values_list("content__institution", flat=True),
    }
    return [each for code, each in codes.items() if code in used]


def versions_shown(plan: Plan, wanted: Iterable[tuple[str, int]]) -> dict[str, AnswerVersion]:
    """These versions of answers, by what they answer; those that are not there are left out. One query."""
    return {version.identity: version for version in versions_by_number(plan, wanted).values()}


def kept_aside(plan: Plan, identities: Iterable[str]) -> dict[str, list[AnswerVersion]]:
    """What was typed over an older answer and waits for a choice, by what it answers."""
    found: dict[str, list[AnswerVersion]] = {}
    rows = plan.versions.filter(standing=Standing.ASIDE, identity__in=list(identities)).select_related("saved_by")
    for each in rows.order_by("number"):
        found.setdefault(each.identity, []).append(each)
    return found


def versions_by_number(plan: Plan, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], AnswerVersion]:
    """These versions of answers, by what they answer and their number. One query, and none for nothing."""
    pairs = set(wanted)
    if not pairs:
        return {}
    these = Q(pk__in=())
    for identity, number in pairs:
        these |= Q(identity=identity, number=number)
    return {(each.identity, each.number): each for each in plan.versions.filter(these).select_related("worksheet")}


def last_typed(plan: Plan, identity: str, form: UUID) -> AnswerVersion | None:
    """What an open page shows of an answer: the last that was typed on it and was not kept aside."""
    its = plan.versions.filter(identity=identity, form=form, standing__in=TYPED)
    return its.order_by("-turn", "-number").first()


def confirmed(plan: Plan, template_key: UUID) -> dict[str, int]:
    """Which version of shared answers was taken into this worksheet."""
    rows = Confirmation.objects.filter(plan=plan, template_key=template_key)
    return dict(rows.values_list("identity", "number"))


def elsewhere(worksheet: Worksheet, reader: User, language: str) -> dict[str, list[Worksheet]]:
    """The other worksheets that ask the same, by what its shared fields answer. One pass through all of them."""
    cards = toolkits.toolkits(language, reader)
    others = toolkits.worksheets([key for card in cards for key in card.worksheet_keys], language)
    found: dict[str, list[Worksheet]] = {field.identity: [] for field in worksheet.fields if field.is_shared}
    for other in others.values():
        if other.template_key != worksheet.template_key:
            for identity in found.keys() & {field.identity for field in other.fields}:
                found[identity].append(other)
    return found


def answers_as_written(answers: QuerySet[Answer]) -> list[Answer]:
    """Answers with their versions and the worksheets these were written in. One query."""
    return list(answers.select_related("saved_by", "version__saved_by", "version__worksheet"))


def asked_by(version: AnswerVersion) -> Field | None:
    """The field a version was written in, as it was then; None for what was said when the plan was begun."""
    asked = version.worksheet.read() if version.worksheet else None
    return next((field for field in asked.fields if field.block_id == version.block_id), None) if asked else None


@dataclass(frozen=True)
class Line:
    """A version in the history, told under the labels of the worksheet it was written in."""

    version: AnswerVersion
    words: Words
    is_now: bool


def history(plan: Plan, field: Field) -> list[Line]:
    """Every version of an answer, the newest first. Two queries."""
    answer = plan.answers.filter(identity=field.identity).first()
    rows = plan.versions.filter(identity=field.identity).select_related("worksheet", "saved_by").order_by("-number")
    return [Line(each, words_of(each, field), answer is not None and each.number == answer.number) for each in rows]


def words_of(version: AnswerVersion, now: Field) -> Words:
    """An answer under the labels it was written under, which a later worksheet may have changed."""
    return in_words(asked_by(version) or now, version.value)
