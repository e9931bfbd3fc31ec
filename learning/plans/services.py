"""Everything that changes plans. One call is one transaction; what a client may repeat carries a request id."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jadro.accounts.models import User
from jadro.base.errors import Refused
from jadro.places.models import Institution
from learning.plans import counting
from learning.plans.choices import MUNICIPALITY, Standing
from learning.plans.models import Answer, AnswerVersion, Confirmation, CoursePlan, Membership, Plan, Submission
from learning.plans.submissions import frozen
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
    open page and was typed later it is an earlier edit that arrived late, and waits for nobody. Safe to repeat with the
    same request ids. A worksheet that is filled in by it counts in courses, also when nothing new was typed. Raises
    NotOfTeam, IsArchived and RequestReused.
    """
    held = hold(plan, by)
    versions = [_save(held, each, origin, by=by, at=at) for each in given]
    if origin.worksheet:
        counting.saved(held, origin.worksheet, language=origin.language, at=at)
    return [version for version in versions if version is not None]


def _save(plan: Plan, given: Given, origin: Origin, *, by: User, at: datetime) -> AnswerVersion | None:
    earlier = AnswerVersion.objects.filter(request_id=given.request_id).first()
    if earlier is not None:
        if (earlier.plan_id, earlier.identity, earlier.value) != (plan.pk, given.identity, given.value):
            raise RequestReused
        return earlier
    answer = plan.answers.filter(identity=given.identity).first()
    if answer is not None and answer.value == given.value:
        return None
    standing = _standing(plan, answer, given, origin)
    version = AnswerVersion.objects.create(
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
    if standing == Standing.TAKEN:
        take(version)
    return version


def _standing(plan: Plan, answer: Answer | None, given: Given, origin: Origin) -> Standing:
    if answer is None or answer.number == given.base:
        return Standing.TAKEN
    since = plan.versions.filter(identity=given.identity, number__gt=given.base, standing=Standing.TAKEN)
    others = since.exclude(form=origin.form) if origin.form else since
    if others.exists():
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
    older = held.versions.filter(identity=identity, number=number).select_related("worksheet").first()
    if older is None:
        raise VersionGone
    answer = held.answers.filter(identity=identity).first()
    if answer is not None and answer.value == older.value:
        return held.versions.get(identity=identity, number=answer.number)
    version = AnswerVersion.objects.create(
        plan=held,
        identity=identity,
        number=_next_number(held, identity),
        value=older.value,
        base=answer.number if answer else 0,
        restored=older.number,
        request_id=uuid4(),
        worksheet=older.worksheet,
        block_id=older.block_id,
        language=language,
        saved_at=at,
        saved_by=by,
    )
    take(version)
    return version


@transaction.atomic
def settle(plan: Plan, identity: str, number: int, *, takes_it: bool, language: str, by: User, at: datetime) -> None:
    """Chooses between the answer and a version that was kept aside; the other one stays in the history. Safe to repeat
    with the same choice. Raises VersionGone, NotOfTeam and IsArchived."""
    held = hold(plan, by)
    aside = held.versions.filter(identity=identity, number=number).first()
    if aside is None or aside.standing not in (Standing.ASIDE, Standing.SETTLED):
        raise VersionGone
    if aside.standing == Standing.SETTLED:
        return
    aside.standing = Standing.SETTLED
    aside.save(update_fields=["standing"])
    if takes_it:
        restore(held, identity, number, language=language, by=by, at=at)


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
