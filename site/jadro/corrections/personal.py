"""What is kept of people who report mistakes."""

from django.utils.translation import gettext_lazy as _

from jadro.accounts import emptying
from jadro.accounts.models import User
from jadro.accounts.personal import work
from jadro.accounts.registry import Erasure, Kept, Merging, register
from jadro.corrections.models import Report


def _erase(person: User) -> None:
    reports = Report.objects.filter(reported_by=person)
    emptying.forget_labels(Report, list(reports.values_list("pk", flat=True)))
    reports.update(words="", answer="")


register(
    Kept(
        Report,
        "reported_by",
        _("Mistakes you reported"),
        Erasure.BLANK,
        Merging.MOVE,
        _("Which part of a text had a mistake stays, without your words."),
        taken=("reported_at", "page_title", "language", "quote", "words", "state", "answer", "solved_at"),
        left=("page_key", "block_id", "solved_by", "request_id"),
        labels={"answer": _("the editors' answer")},
        blank={"words": "", "answer": ""},
        erase=_erase,
    ),
    work(Report, "solved_by"),
)
