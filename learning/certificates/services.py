"""Issuing certificates, showing them, and withdrawing them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.log_actions import log, registry

from jadro.accounts.models import User
from jadro.base.errors import Refused
from jadro.outbox import services as outbox
from learning.certificates import queries, rules
from learning.certificates.choices import Shown
from learning.certificates.models import Certificate, Revocation
from learning.courses import outlines
from learning.progress import queries as progress

HALF_HOUR_MINUTES = 30
# Where the reason was erased with its person.
NO_REASON = "—"


class NotFinished(Refused):
    message = _("There is a certificate as soon as the course is finished.")


class Withdrawn(Refused):
    message = _("This certificate was withdrawn, so there is no paper of it. The reason stands beside it in your list.")


class AlreadyRevoked(Refused):
    message = _("This certificate was withdrawn before. Nothing was changed.")


class NotAllowed(Refused):
    message = _("You may not withdraw certificates. Nothing was changed; a coordinator can do it.")
    status = 403


@transaction.atomic
def issue(learner: User, course_key: UUID, *, name: str, shown: Shown, language: str, at: datetime) -> Certificate:
    """Writes the certificate of a course that the person finished, with all it says.

    Safe to repeat: there is one for a completion, and it keeps its first name. Raises NotFinished.
    """
    finished = progress.finished(learner, course_key)
    if finished is None:
        raise NotFinished
    certificate, _is_new = Certificate.objects.get_or_create(
        completion_id=finished.completion_id,
        defaults={
            "learner": learner,
            "name": name,
            "course_key": course_key,
            "titles": outlines.titles_of_course(course_key, finished.outline_id),
            "outline_number": finished.outline_number,
            "rule": finished.rule,
            "rule_numbers": {"required": finished.required, "optional": finished.optional},
            "half_hours": half_hours(outlines.required_minutes(finished.outline_id)),
            "completed_at": finished.completed_at,
            "issued_at": at,
            "language": language,
            "shown": shown,
        },
    )
    return certificate


def half_hours(minutes: int) -> int:
    """The nearest half hour, at least one where anything is known."""
    return max(1, (2 * minutes + HALF_HOUR_MINUTES) // (2 * HALF_HOUR_MINUTES)) if minutes else 0


@transaction.atomic
def revoke(certificate: Certificate, *, reason: str, language: str, by: User, at: datetime) -> Revocation:
    """Withdraws a certificate for a reason that its public address tells, and tells the learner once.

    Raises NotAllowed and AlreadyRevoked.
    """
    if not rules.may_revoke(by):
        raise NotAllowed
    revocation, is_new = Revocation.objects.get_or_create(
        certificate=certificate,
        defaults={"reason": reason, "language": language, "revoked_by": by, "revoked_at": at},
    )
    if not is_new:
        raise AlreadyRevoked
    log(instance=certificate, action="certificates.revoke", user=by, data={"reason": reason})
    _tell(certificate, revocation)
    return revocation


def _tell(certificate: Certificate, revocation: Revocation) -> None:
    learner = certificate.learner
    with override(learner.language):
        context = {"certificate": certificate, "revocation": revocation, "language": learner.language}
        outbox.send(
            address=learner.email,
            kind="certificate.revoked",
            event=f"certificate.revoked:{certificate.pk}",
            subject=render_to_string("mail/certificate_revoked_subject.txt", context),
            text=render_to_string("mail/certificate_revoked.txt", context),
            html=render_to_string("mail/certificate_revoked.html", context),
            language=learner.language,
            recipient=learner,
        )


def move(stays: User, goes: User) -> None:
    """Gives a person's certificates to another account of theirs. All were given out, so all stay valid, also two of
    one run: then the one that moves stands without a completion, of which there is one left.

    Called before the ledger unites the completions: of two in one run, the row of the account that stays is kept.
    """
    for certificate in Certificate.objects.owned_by(goes).order_by("pk"):
        if (finished := certificate.completion_id) is not None:
            kept = progress.completion_in_same_run(stays, finished)
            if kept is not None:
                certificate.completion_id = None if queries.for_completion(kept) else kept
        certificate.learner = stays
        certificate.save(update_fields=["completion", "learner"])


def forget_names(person: User) -> None:
    """Takes the name off a person's certificates. Their public addresses then say that nobody knows whose they are."""
    certificates = Certificate.objects.owned_by(person)
    certificates.filter(shown=Shown.NAMED).update(shown=Shown.NAMELESS)
    certificates.update(name="")


def forget_reasons(person: User) -> None:
    """A reason may tell of the person, and the log repeats it."""
    withdrawn = Certificate.objects.owned_by(person).filter(revocation__isnull=False)
    Revocation.objects.filter(certificate__in=withdrawn).update(reason=NO_REASON)
    for certificate in withdrawn:
        registry.get_logs_for_instance(certificate).update(data={})
