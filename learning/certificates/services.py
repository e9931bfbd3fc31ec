"""Issuing certificates, showing them, correcting names on them, and withdrawing them."""

from datetime import datetime
from typing import Any
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
from learning.certificates.models import Certificate, NameCorrection, Revocation
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


class MayNotCorrect(Refused):
    message = _("You may not correct names on certificates. Nothing was changed; a coordinator can do it.")
    status = 403


class NothingToCorrect(Refused):
    message = _("The certificate was withdrawn, or its owner erased their account. There is no name to correct.")


class SameName(Refused):
    message = _("This name stands on the certificate already. Nothing was changed.")


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
    _tell(certificate, "revoked", number=certificate.pk, revocation=revocation)
    return revocation


@transaction.atomic
def correct_name(
    certificate: Certificate, *, name: str, reason: str, language: str, by: User, at: datetime
) -> NameCorrection:
    """Puts a misspelt name right: paper and public address say the new one from now on, under the same code, and the
    earlier one stays beside it for those who look after certificates. Nothing else of the certificate changes. The
    learner is told each time.

    Pressed twice, the second is refused. Raises MayNotCorrect, NothingToCorrect and SameName.
    """
    if not rules.may_correct_name(by):
        raise MayNotCorrect
    held = Certificate.objects.select_for_update(no_key=True, of=("self",)).select_related("revocation")
    certificate = held.get(pk=certificate.pk)
    if certificate.withdrawn or certificate.is_nobodys:
        raise NothingToCorrect
    if name == certificate.name:
        raise SameName
    correction = NameCorrection.objects.create(
        certificate=certificate,
        earlier_name=certificate.name,
        reason=reason,
        language=language,
        corrected_by=by,
        corrected_at=at,
    )
    certificate.name = name
    certificate.save(update_fields=["name"])
    log(instance=certificate, action="certificates.correct_name", user=by, data={"reason": reason})
    _tell(certificate, "name_corrected", number=correction.pk, correction=correction)
    return correction


def _tell(certificate: Certificate, what: str, *, number: int, **more: Any) -> None:
    """Mail to the learner about their certificate, once for each `what` and `number`."""
    learner = certificate.learner
    template = f"mail/certificate_{what}"
    with override(learner.language):
        context = {"certificate": certificate, "language": learner.language, **more}
        outbox.send(
            address=learner.email,
            kind=f"certificate.{what}",
            event=f"certificate.{what}:{number}",
            subject=render_to_string(f"{template}_subject.txt", context),
            text=render_to_string(f"{template}.txt", context),
            html=render_to_string(f"{template}.html", context),
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
    NameCorrection.objects.filter(certificate__in=certificates).update(earlier_name="")


def forget_reasons(person: User) -> None:
    """A reason may tell of the person, and the log repeats it."""
    certificates = Certificate.objects.owned_by(person)
    for reasons in (Revocation.objects, NameCorrection.objects):
        reasons.filter(certificate__in=certificates).update(reason=NO_REASON)
    for certificate in certificates:
        registry.get_logs_for_instance(certificate).update(data={})
