"""Who is in the team of a plan: invitations by mail, and leaving."""

import hashlib
import secrets
from datetime import datetime, timedelta
from urllib.parse import urljoin

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jadro.accounts.models import User
from jadro.base.errors import Refused
from jadro.outbox import services as outbox
from learning.plans.models import Invitation, Membership, Plan
from learning.plans.services import hold

LASTS = timedelta(days=14)
# Of one plan, so that nobody sends mail to half the country through it.
MOST_OPEN = 20


class IsInTeam(Refused):
    message = _("This person is in the team already. Nothing was sent.")


class TooManyOpen(Refused):
    message = _("Twenty invitations of this plan wait for an answer. Withdraw one to send another.")


class NotForYou(Refused):
    status = 403
    message = _(
        "This invitation was sent to another address than yours, so you did not come into the team. Sign in with the "
        "account of that address, or ask the team to invite this one."
    )


class UsedOrGone(Refused):
    status = 410
    message = _(
        "This invitation was used, withdrawn or has expired, so nothing was changed. Ask the team for another one."
    )


class LastInTeam(Refused):
    message = _("You are the only one in the team, so the plan would be nobody's. Put it in the archive instead.")


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def invite(plan: Plan, email: str, *, by: User, at: datetime) -> Invitation:
    """Asks somebody by mail to come into the team; an open invitation of the same address is replaced. Raises IsInTeam,
    TooManyOpen, and what `hold` raises."""
    held = hold(plan, by)
    if held.members.filter(person__email__iexact=email, left_at=None).exists():
        raise IsInTeam
    waiting = open_invitations(held, at=at)
    _withdraw(waiting.filter(email__iexact=email), at=at)
    if waiting.count() >= MOST_OPEN:
        raise TooManyOpen
    key = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        plan=held, email=email, key_digest=digest_of(key), invited_by=by, invited_at=at, expires_at=at + LASTS
    )
    _tell(invitation, key)
    return invitation


def open_invitations(plan: Plan, *, at: datetime):
    return plan.invitations.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at).order_by("pk")


@transaction.atomic
def withdraw(plan: Plan, invitation_id: int, *, by: User, at: datetime) -> None:
    """Takes an invitation back, and its mail while that still waits. Safe to repeat; one that was accepted stays
    accepted."""
    held = hold(plan, by, is_writing=False)
    _withdraw(held.invitations.filter(pk=invitation_id, accepted_at=None, withdrawn_at=None), at=at)


def _withdraw(invitations: QuerySet[Invitation], *, at: datetime) -> None:
    outbox.call_off(event_of(each) for each in invitations)
    invitations.update(withdrawn_at=at)


def invited_by_key(key: str) -> Invitation | None:
    return Invitation.objects.select_related("plan", "invited_by").filter(key_digest=digest_of(key)).first()


@transaction.atomic
def accept(invitation: Invitation, person: User, *, at: datetime) -> Plan:
    """Brings the person into the team. Safe to repeat for the same person. Raises NotForYou and UsedOrGone."""
    Plan.objects.select_for_update(no_key=True).get(pk=invitation.plan_id)
    held = Invitation.objects.select_related("plan").get(pk=invitation.pk)
    if held.accepted_by_id == person.pk and held.plan.members.filter(person=person, left_at=None).exists():
        return held.plan
    check(held, person, at=at)
    Membership.objects.update_or_create(plan=held.plan, person=person, defaults={"joined_at": at, "left_at": None})
    held.accepted_by, held.accepted_at = person, at
    held.save(update_fields=["accepted_by", "accepted_at"])
    return held.plan


def check(invitation: Invitation, person: User, *, at: datetime) -> None:
    """Raises NotForYou and UsedOrGone."""
    # First, so that whoever it was forwarded to learns nothing of it.
    if not is_theirs(invitation, person):
        raise NotForYou
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None or invitation.expires_at <= at:
        raise UsedOrGone


def is_theirs(invitation: Invitation, person: User) -> bool:
    """Whether the invitation went to an address that is proven to be this person's."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True)
    return confirmed.filter(email__iexact=invitation.email).exists()


@transaction.atomic
def leave(plan: Plan, *, by: User, at: datetime) -> None:
    """Takes oneself out of the team; what one wrote stays with the others. Raises LastInTeam and NotOfTeam."""
    held = hold(plan, by, is_writing=False)
    if not held.members.filter(left_at=None).exclude(person=by).exists():
        raise LastInTeam
    held.members.filter(person=by).update(left_at=at)


def event_of(invitation: Invitation) -> str:
    """Names its mail in the outbox."""
    return f"plans.invitation:{invitation.pk}"


def _tell(invitation: Invitation, key: str) -> None:
    known = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    language = known.language if known else invitation.invited_by.language
    with override(language):
        words = {
            "inviter": str(invitation.invited_by),
            "address": urljoin(settings.BASE_URL, reverse("plans:invitation", args=[key])),
            "days": LASTS.days,
            "language": language,
        }
        outbox.send(
            address=invitation.email,
            kind="plans.invitation",
            event=event_of(invitation),
            subject=render_to_string("plans/mail/invitation_subject.txt", words).strip(),
            text=render_to_string("plans/mail/invitation_message.txt", words).strip(),
            html=render_to_string("plans/mail/invitation_message.html", words),
            language=language,
            recipient=known,
            # Its link opens a team.
            sensitive=True,
        )
