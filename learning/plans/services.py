"""Everything that changes plans. One call is one transaction; what a client may repeat carries a request id."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jadro.accounts.models import User
from jadro.base.errors import Refused
from jadro.places.models import Institution
from learning.plans import counting, rows
from learning.plans.choices import MUNICIPALITY, TYPED, Standing
from learning.plans.models import Answer, AnswerVersion, Confirmation, CoursePlan, Membership, Plan, Submission
from learning.plans.submissions import frozen
from learning.plans.values import is_rows
from learning.toolkits.choices import MOST_ROWS
from learning.toolkits.definitions import Worksheet


class NotOfTeam(Refused):
    message = _("You are not in the team of this plan any more. Nothing was saved.")


class IsArchived(Refused):
    message = _("This plan is archived, so nothing was saved. Take it out of the archive to go on writing.")


class RequestReused(Refused):
    message = _("This form was used for something else already. Nothing was changed; open the page again.")


class NothingToHandIn(Refused):
    message = _("Nothing is written here yet, so there is nothing to hand in.")


class VersionGone(Refused):
    message = _("This version is not there to choose any more. Nothing was changed; the page shows how things stand.")


@dataclass(frozen=True)
class Given:
    """What somebody typed into one field. `base` is the version they had before them, 0 for none."""

    identity: str
    value: Any
    base: int
    request_id: UUID = field(default_factory=uuid4)
    block_id: UUID | None = None


@dataclass(frozen=True)
class Origin:
    """Where answers were typed: the worksheet, the open page (`form`), its how manieth save it is, its language."""

    language: str
    worksheet: Worksheet | None = None
    form: UUID | None = None
    turn: int = 0


@transaction.atomic
def begin(
    person: User,
    *,
    title: str,
    municipality: str,
    institution: Institution | None,
    language: str,
    request_id: UUID,
    at: datetime,
) -> Plan:
    """Begins a plan with this person as its team. `municipality` is a code, or empty. Safe to repeat with the same
    `request_id`: the plan of the first time is returned. Raises RequestReused when it is somebody else's."""
    plan, is_new = Plan.objects.get_or_create(
        request_id=request_id, defaults={"title": title, "institution": institution, "begun_at": at}
    )
    if not is_new:
        if not plan.members.filter(person=person).exists():
            raise RequestReused
        return plan
    Membership.objects.create(plan=plan, person=person, joined_at=at)
    if municipality:
        _save(plan, Given(MUNICIPALITY, municipality, base=0), Origin(language), by=person, at=at)
    return plan


@transaction.atomic
def rename(plan: Plan, *, title: str, institution: Institution | None, by: User) -> None:
    plan = hold(plan, by)
    plan.title, plan.institution = title, institution
    plan.save(update_fields=["title", "institution"])


@transaction.atomic
def archive(plan: Plan, *, by: User, at: datetime) -> None:
    """Puts a plan away; it can be read and taken out again. Safe to repeat."""
    held = hold(plan, by, is_writing=False)
    if held.archived_at is None:
        held.archived_at = at
        held.save(update_fields=["archived_at"])


@transaction.atomic
def take_out(plan: Plan, *, by: User) -> None:
    """Takes a plan out of the archive. Safe to repeat."""
    held = hold(plan, by, is_writing=False)
    held.archived_at = None
    held.save(update_fields=["archived_at"])


@transaction.atomic
def save_answers(plan: Plan, given: Iterable[Given], origin: Origin, *, by: User, at: datetime) -> list[AnswerVersion]:
    """Keeps what was typed, each answer as a version of its own, and returns the versions.

    One that says what the answer says already makes none. One that was typed over an older answer than the present one
    does not replace it: it is kept aside until somebody chooses (`settle`). Only if the present one comes from the same
    open page and was typed later it is an earlier edit that arrived late, and waits for nobody. Rows of tables are
    joined one by one instead, and only those that two changed are kept aside (`rows.join`). Safe to repeat with the
    same request ids. A worksheet that is filled in by it counts in courses, also when nothing new was typed. Raises
    NotOfTeam, IsArchived and RequestReused.
    """
    held = hold(plan, by)
    versions = [version for each in given for version in _save(held, each, origin, by=by, at=at)]
    if origin.worksheet:
        counting.saved(held, origin.worksheet, language=origin.language, at=at)
    return versions


def _save(plan: Plan, given: Given, origin: Origin, *, by: User, at: datetime) -> list[AnswerVersion]:
    earlier = AnswerVersion.objects.filter(request_id=given.request_id).first()
    if earlier is not None:
        if (earlier.plan_id, earlier.identity, earlier.value) != (plan.pk, given.identity, given.value):
            raise RequestReused
        return [earlier, *AnswerVersion.objects.filter(request_id=_aside_of(given))]
    answer = plan.answers.filter(identity=given.identity).first()
    if answer is not None and answer.value == given.value:
        return []
    standing = _standing(plan, answer, given, origin)
    if standing == Standing.ASIDE and answer is not None and is_rows(given.value) and is_rows(answer.value):
        return _join(plan, answer, given, origin, by=by, at=at)
    version = _keep(plan, given, origin, standing, by=by, at=at)
    if standing == Standing.TAKEN:
        take(version)
    return [version]


def _keep(plan: Plan, given: Given, origin: Origin, standing: Standing, *, by: User, at: datetime) -> AnswerVersion:
    return AnswerVersion.objects.create(
        plan=plan,
        identity=given.identity,
        number=_next_number(plan, given.identity),
        value=given.value,
        standing=standing,
        base=given.base,
        form=origin.form,
        turn=origin.turn,
        request_id=given.request_id,
        worksheet_id=origin.worksheet.version_id if origin.worksheet else None,
        block_id=given.block_id,
        language=origin.language,
        saved_at=at,
        saved_by=by,
    )


def _aside_of(given: Given) -> UUID:
    """The request id of what is kept aside of it."""
    return uuid5(given.request_id, "aside")


def _join(plan: Plan, answer: Answer, given: Given, origin: Origin, *, by: User, at: datetime) -> list[AnswerVersion]:
    """Takes what was typed into rows that nobody else changed. What was typed is a version of its own, on which its
    page goes on; what became of it belongs to no page. Of rows that two changed, one version is kept aside, which
    differs from the answer in these alone."""
    if origin.form and _typed_on(plan, given.identity, origin.form).filter(turn__gt=origin.turn).exists():
        return [_keep(plan, given, origin, Standing.EARLIER, by=by, at=at)]
    typed = _keep(plan, given, origin, Standing.JOINED, by=by, at=at)
    joined = rows.join(_seen(plan, typed), answer.value, given.value)
    if len(joined.value) > MOST_ROWS or len(joined.other) > MOST_ROWS:
        typed.standing = Standing.ASIDE
        typed.save(update_fields=["standing"])
        return [typed]
    nowhere = replace(origin, form=None, turn=0)
    if rows.changed(answer.value, joined.value):
        result = Given(given.identity, joined.value, answer.number, uuid5(given.request_id, "joined"), given.block_id)
        taken = _keep(plan, result, nowhere, Standing.TAKEN, by=by, at=at)
        take(taken)
        base = taken.number
    else:
        base = answer.number
    if not joined.disputed:
        return [typed]
    aside = Given(given.identity, joined.other, base, _aside_of(given), given.block_id)
    _replace_aside(plan, joined.disputed, aside.identity, origin)
    return [typed, _keep(plan, aside, origin, Standing.ASIDE, by=by, at=at)]


def _typed_on(plan: Plan, identity: str, form: UUID) -> QuerySet[AnswerVersion]:
    return plan.versions.filter(identity=identity, form=form, standing__in=TYPED)


def _seen(plan: Plan, typed: AnswerVersion) -> Any:
    """What its page showed before: the last that was typed on it, which may not have been answered yet, else the
    version it was opened with."""
    before = plan.versions.filter(identity=typed.identity, number=typed.base)
    if typed.form:
        own = _typed_on(plan, typed.identity, typed.form).filter(turn__lt=typed.turn, number__gt=typed.base)
        before = own.order_by("-turn") if own.exists() else before
    return _rows_of(before.first())


def _rows_of(version: AnswerVersion | None) -> Any:
    return version.value if version and is_rows(version.value) else []


def _replace_aside(plan: Plan, disputed: frozenset[str], identity: str, origin: Origin) -> None:
    """Somebody goes on typing in a row that is kept aside already: one question for it is enough."""
    waiting = plan.versions.filter(identity=identity, standing=Standing.ASIDE, form=origin.form) if origin.form else ()
    for each in waiting:
        over = plan.versions.filter(identity=identity, number=each.base).first()
        if rows.changed(_rows_of(over), each.value) <= disputed:
            each.standing = Standing.EARLIER
            each.save(update_fields=["standing"])


def _standing(plan: Plan, answer: Answer | None, given: Given, origin: Origin) -> Standing:
    if answer is None or answer.number == given.base:
        return Standing.TAKEN
    since = plan.versions.filter(identity=given.identity, number__gt=given.base, standing=Standing.TAKEN)
    others = since.exclude(form=origin.form) if origin.form else since
    # A page whose rows were joined with others' has not shown these yet.
    was_joined = plan.versions.filter(identity=given.identity, number=given.base, standing=Standing.JOINED)
    if others.exists() or was_joined.exists():
        return Standing.ASIDE
    # All that was taken since came from the same open page.
    return Standing.EARLIER if since.filter(turn__gt=origin.turn).exists() else Standing.TAKEN


def take(version: AnswerVersion) -> None:
    """Makes a version the answer. The caller holds its plan."""
    Answer.objects.update_or_create(
        plan_id=version.plan_id,
        identity=version.identity,
        defaults={
            "version": version,
            "number": version.number,
            "value": version.value,
            "saved_at": version.saved_at,
            "saved_by_id": version.saved_by_id,
        },
    )


def _next_number(plan: Plan, identity: str) -> int:
    last = plan.versions.filter(identity=identity).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


@transaction.atomic
def restore(plan: Plan, identity: str, number: int, *, language: str, by: User, at: datetime) -> AnswerVersion:
    """Makes an older version the answer again, as a version of its own, so that nothing of the history is lost.
    Returns the version that holds now. Raises VersionGone, NotOfTeam and IsArchived."""
    held = hold(plan, by)
    older = held.versions.filter(identity=identity, number=number).first()
    if older is None:
        raise VersionGone
    return _bring_back(held, older, older.value, language=language, by=by, at=at)


def _bring_back(
    plan: Plan, older: AnswerVersion, value: Any, *, language: str, by: User, at: datetime
) -> AnswerVersion:
    answer = plan.answers.filter(identity=older.identity).first()
    if answer is not None and answer.value == value:
        return plan.versions.get(identity=older.identity, number=answer.number)
    version = AnswerVersion.objects.create(
        plan=plan,
        identity=older.identity,
        number=_next_number(plan, older.identity),
        value=value,
        base=answer.number if answer else 0,
        restored=older.number,
        request_id=uuid4(),
        worksheet_id=older.worksheet_id,
        block_id=older.block_id,
        language=language,
        saved_at=at,
        saved_by=by,
    )
    take(version)
    return version


@transaction.atomic
def settle(plan: Plan, identity: str, number: int, *, takes_it: bool, language: str, by: User, at: datetime) -> None:
    """Chooses between the answer and a version that was kept aside; the other one stays in the history. Of a table only
    the rows that it differs in are chosen, so that others which were written since stay. Safe to repeat with the same
    choice. Raises VersionGone, NotOfTeam and IsArchived."""
    held = hold(plan, by)
    aside = held.versions.filter(identity=identity, number=number).first()
    if aside is None or aside.standing not in (Standing.ASIDE, Standing.SETTLED):
        raise VersionGone
    if aside.standing == Standing.SETTLED:
        return
    aside.standing = Standing.SETTLED
    aside.save(update_fields=["standing"])
    if takes_it:
        answer = held.answers.filter(identity=identity).first()
        over = held.versions.filter(identity=identity, number=aside.base).first()
        value = rows.chosen(over, answer, aside)
        _bring_back(held, aside, value, language=language, by=by, at=at)


@transaction.atomic
def confirm(plan: Plan, worksheet: Worksheet, identity: str, *, language: str, by: User, at: datetime) -> None:
    """Takes a shared answer, as it is now, into a worksheet. Safe to repeat. Raises VersionGone where there is no
    answer, NotOfTeam and IsArchived."""
    held = hold(plan, by)
    answer = held.answers.filter(identity=identity).first()
    if answer is None:
        raise VersionGone
    Confirmation.objects.update_or_create(
        plan=held,
        template_key=worksheet.template_key,
        identity=identity,
        defaults={"number": answer.number, "confirmed_at": at, "confirmed_by": by},
    )
    counting.saved(held, worksheet, language=language, at=at)


@transaction.atomic
def hand_in(
    plan: Plan,
    worksheets: Iterable[Worksheet],
    *,
    is_whole: bool,
    language: str,
    request_id: UUID,
    by: User,
    at: datetime,
) -> Submission:
    """Freezes what the plan says to these worksheets: one of them, or all with `is_whole`. Later saves change nothing
    in it. Safe to repeat with the same `request_id`. Raises NothingToHandIn, NotOfTeam, IsArchived and
    RequestReused."""
    held = hold(plan, by)
    asked = list(worksheets)
    template_key = None if is_whole else asked[0].template_key
    earlier = Submission.objects.filter(request_id=request_id).first()
    if earlier is not None:
        if (earlier.plan_id, earlier.template_key) != (held.pk, template_key):
            raise RequestReused
        return earlier
    answers = {each.identity: each for each in held.answers.all()}
    content = frozen(held, asked, answers)
    if not any(answer["number"] for sheet in content["worksheets"] for answer in sheet["answers"]):
        raise NothingToHandIn
    submission = Submission.objects.create(
        plan=held,
        template_key=template_key,
        number=held.submissions.count() + 1,
        content=content,
        language=language,
        request_id=request_id,
        handed_in_at=at,
        handed_in_by=by,
    )
    counting.handed_in(held, asked, answers, is_whole=is_whole, language=language, at=at)
    return submission


@transaction.atomic
def withdraw(plan: Plan, number: int, *, by: User, at: datetime) -> Submission:
    """Takes a hand-in back; it stays to be read by its team. Safe to repeat. Raises VersionGone and NotOfTeam."""
    held = hold(plan, by, is_writing=False)
    submission = held.submissions.filter(number=number).first()
    if submission is None:
        raise VersionGone
    if submission.withdrawn_at is None:
        submission.withdrawn_at = at
        submission.save(update_fields=["withdrawn_at"])
    return submission


@transaction.atomic
def choose(plan: Plan, course_key: UUID, *, language: str, by: User, at: datetime) -> None:
    """Chooses the plan in which somebody does the worksheets of a course. What is handed in of it already counts there.
    Safe to repeat. Raises NotOfTeam and IsArchived."""
    held = hold(plan, by)
    choice, _made = CoursePlan.objects.update_or_create(
        person=by, course_key=course_key, defaults={"plan": held, "chosen_at": at}
    )
    if held.submissions.filter(template_key=None, withdrawn_at=None).exists():
        counting.count_in_course(choice, language=language, at=at)


def hold(plan: Plan, by: User, *, is_writing: bool = True) -> Plan:
    """The plan, held until the transaction ends: its writes queue here, so that versions get numbers one by one.
    Raises NotOfTeam, and IsArchived when it is to be written in."""
    held = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    # Asked again under the lock: they may have left, or somebody archived it, since the page was opened.
    if not held.members.filter(person=by.pk, left_at=None).exists():
        raise NotOfTeam
    if is_writing and held.archived_at is not None:
        raise IsArchived
    return held
