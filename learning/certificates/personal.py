"""What is kept of people who have certificates."""

from django.utils.translation import gettext_lazy as _

from jadro.accounts.models import User
from jadro.accounts.personal import work
from jadro.accounts.registry import Erasure, Kept, Merging, Row, register
from learning.certificates import queries, services
from learning.certificates.models import Certificate, NameCorrection, Revocation

CERTIFICATES = _("Certificates")


def _read(person: User, language: str) -> list[Row]:
    return [
        {
            "code": each.spaced_code,
            "name": each.name,
            "course": each.title.text,
            "completed_at": each.completed_at,
            "issued_at": each.issued_at,
            "language": each.language,
            "shown": each.get_shown_display(),
            "rule": each.rule_sentence,
            "hours": each.hours,
            "revoked_at": each.withdrawn and each.withdrawn.revoked_at,
            "reason": each.withdrawn.reason if each.withdrawn else "",
        }
        for each in queries.of_learner(person)
    ]


register(
    Kept(
        Certificate,
        "learner",
        CERTIFICATES,
        Erasure.BLANK,
        Merging.UNITE,
        _("Who holds a paper can still check that the course was finished; your name is gone from its address."),
        taken=("code", "name", "completed_at", "issued_at", "language", "shown", "rule"),
        left=("completion", "course_key", "titles", "outline_number", "rule_numbers", "half_hours"),
        labels={
            "course": _("course"),
            "hours": _("extent"),
            "revoked_at": _("withdrawn at"),
            "reason": _("reason"),
        },
        blank={"name": ""},
        read=_read,
        erase=services.forget_names,
        merge=services.move,
    ),
    Kept(
        Revocation,
        "certificate__learner",
        CERTIFICATES,
        Erasure.BLANK,
        Merging.MOVE,
        _("Who holds a paper can still check that the course was finished; your name is gone from its address."),
        left=("certificate", "reason", "language", "revoked_by", "revoked_at"),
        blank={"reason": services.NO_REASON},
        erase=services.forget_reasons,
        is_repeating=True,
    ),
    work(Revocation, "revoked_by"),
    Kept(
        NameCorrection,
        "certificate__learner",
        _("Corrections of names on certificates"),
        Erasure.BLANK,
        Merging.MOVE,
        _("Who holds a paper can still check that the course was finished; your name is gone from its address."),
        taken=("earlier_name", "reason", "corrected_at"),
        left=("certificate", "language", "corrected_by"),
        blank={"earlier_name": "", "reason": services.NO_REASON},
        erase=services.forget_reasons,
    ),
    work(NameCorrection, "corrected_by"),
)
