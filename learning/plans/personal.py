"""What is kept of people who write plans. A plan belongs to its team: one that somebody wrote alone goes with them, one
of several people stays with the others, who then read a number in the place of the name (rule 20)."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jadro.accounts.models import User
from jadro.accounts.registry import Erasure, Kept, Merging, Row, register, without_doubles
from jadro.outbox import services as outbox
from learning.courses import queries as courses
from learning.plans import queries, teams
from learning.plans.models import (
    Answer,
    AnswerVersion,
    Confirmation,
    CoursePlan,
    Invitation,
    Membership,
    Plan,
    Submission,
)
from learning.plans.values import in_words

PLANS = _("Your plans")
LABELS = {"plan": _("plan"), "question": _("question"), "answer": _("answer")}
STAYS = _("A plan of a team stays with the others, without your name; a plan you wrote alone goes.")


def _own(person: User) -> QuerySet[Plan]:
    return Plan.objects.filter(members__person=person, members__left_at=None)


def _answers(person: User) -> QuerySet[Answer]:
    return Answer.objects.filter(plan__in=_own(person))


def _read_plans(person: User, language: str) -> list[Row]:
    return [
        {
            "title": each.title,
            "institution": str(each.institution or ""),
            "begun_at": each.begun_at,
            "archived_at": each.archived_at,
            "request_id": each.request_id,
        }
        for each in _own(person).select_related("institution").order_by("pk")
    ]


def _read_answers(person: User, language: str) -> list[Row]:
    """As the plan says it now, by whomever of the team."""
    answers = queries.answers_as_written(_answers(person).select_related("plan").order_by("plan", "pk"))
    return [
        {
            "plan": each.plan.title,
            **_told(each.version),
            "identity": each.identity,
            "number": each.number,
            "value": each.value,
            "saved_at": each.saved_at,
        }
        for each in answers
    ]


def _read_versions(person: User, language: str) -> list[Row]:
    versions = AnswerVersion.objects.filter(saved_by=person).select_related("plan", "worksheet").order_by("plan", "pk")
    return [
        {
            "plan": each.plan.title,
            **_told(each),
            "identity": each.identity,
            "number": each.number,
            "value": each.value,
            "standing": each.standing,
            "saved_at": each.saved_at,
            "language": each.language,
            "request_id": each.request_id,
        }
        # What was written in a plan that one is in no more belongs to those who are.
        for each in versions.filter(plan__in=_own(person))
    ]


def _told(version: AnswerVersion) -> Row:
    """Question and answer under the words it was written under."""
    field = queries.asked_by(version)
    words = in_words(field, version.value) if field else None
    rows = "; ".join(", ".join(filter(None, row)) for row in words.rows) if words else ""
    said = rows or (words.text if words else str(version.value))
    return {"question": field.label if field else version.identity, "answer": said}


def _erase_plans(person: User) -> None:
    """Plans without anybody else in the team, with all their versions. Invitations they sent name them, so those that
    wait are withdrawn, and the mails taken back."""
    invited = Invitation.objects.filter(invited_by=person)
    outbox.take_back(teams.event_of(each) for each in invited)
    invited.filter(accepted_at=None).delete()
    theirs = Plan.objects.filter(members__person=person)
    with_others = Membership.objects.filter(left_at=None).exclude(person=person).values("plan")
    theirs.exclude(pk__in=with_others).delete()


def _forget_addresses(person: User) -> None:
    """An address that somebody was invited at is theirs; the row only tells that a person came."""
    theirs = Q(accepted_by=person) | Q(email__iexact=person.email)
    Invitation.objects.filter(theirs).update(email="")


def _merge_memberships(stays: User, goes: User) -> None:
    """Whoever was in a team by either account is in it by the one that stays."""
    of_goes, of_stays = Membership.objects.filter(person=goes), Membership.objects.filter(person=stays)
    still = set(of_goes.filter(left_at=None).values_list("plan", flat=True))
    of_stays.filter(plan__in=still).update(left_at=None)
    without_doubles(of_goes, of_stays, "plan").update(person=stays)


def _merge_choices(stays: User, goes: User) -> None:
    """In a course for which both accounts chose a plan, the choice of the one that stays holds; the other's plan is
    still theirs."""
    of_goes, of_stays = CoursePlan.objects.filter(person=goes), CoursePlan.objects.filter(person=stays)
    without_doubles(of_goes, of_stays, "course_key").update(person=stays)


def _read_choices(person: User, language: str) -> list[Row]:
    found = list(CoursePlan.objects.filter(person=person).select_related("plan").order_by("pk"))
    titles = courses.titles_of_courses({each.course_key for each in found})
    return [
        {"course": titles.get(each.course_key, ""), "plan": each.plan.title, "chosen_at": each.chosen_at}
        for each in found
    ]


register(
    # Erased last, because it tells whose plan is whose.
    Kept(
        Membership, "person", PLANS, Erasure.DELETE, Merging.UNITE,
        left=("plan", "joined_at", "left_at"), merge=_merge_memberships,
        is_repeating=True,
    ),
    Kept(
        AnswerVersion, "saved_by", _("What you wrote in plans"), Erasure.KEEP, Merging.MOVE, STAYS,
        taken=("identity", "number", "value", "standing", "saved_at", "language", "request_id"),
        left=("plan", "base", "restored", "form", "turn", "worksheet", "block_id"),
        labels=LABELS, for_programs=("identity", "value", "request_id"), read=_read_versions,
    ),
    Kept(
        Answer, "saved_by", PLANS, Erasure.KEEP, Merging.MOVE, STAYS,
        taken=("identity", "number", "value", "saved_at"), left=("plan", "version"), labels=LABELS,
        for_programs=("identity", "value"), read=_read_answers,
        is_repeating=True,
    ),
    Kept(
        Confirmation, "confirmed_by", PLANS, Erasure.KEEP, Merging.MOVE, STAYS,
        left=("plan", "template_key", "identity", "number", "confirmed_at"),
        is_repeating=True,
    ),
    Kept(
        Invitation, "invited_by", PLANS, Erasure.KEEP, Merging.MOVE, STAYS,
        left=("plan", "email", "key_digest", "invited_at", "expires_at", "accepted_by", "accepted_at", "withdrawn_at"),
        is_repeating=True,
    ),
    Kept(
        Invitation, "accepted_by", PLANS, Erasure.KEEP, Merging.MOVE, STAYS,
        left=("plan", "email", "key_digest", "invited_at", "expires_at", "invited_by", "accepted_at", "withdrawn_at"),
        erase=_forget_addresses,
        is_repeating=True,
    ),
    Kept(
        Submission, "handed_in_by", PLANS, Erasure.KEEP, Merging.MOVE, STAYS,
        taken=("number", "content", "language", "handed_in_at", "withdrawn_at", "request_id"),
        left=("plan", "template_key"), for_programs=("content", "request_id"),
        is_repeating=True,
    ),
    Kept(
        CoursePlan, "person", PLANS, Erasure.DELETE, Merging.UNITE,
        taken=("plan", "chosen_at"), left=("course_key",), labels={**LABELS, "course": _("course")},
        read=_read_choices, merge=_merge_choices, is_repeating=True,
    ),
    Kept(
        Plan, "", PLANS, Erasure.DELETE, Merging.UNITE,
        taken=("title", "institution", "begun_at", "archived_at", "request_id"), for_programs=("request_id",),
        find=_own, read=_read_plans, erase=_erase_plans, merge=lambda stays, goes: None,
    ),
)  # fmt: skip
