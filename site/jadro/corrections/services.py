"""A mistake is reported, and solved. Who reported it while signed in is told once."""

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from jadro.base.pages import BasePage
from jadro.corrections import queries
from jadro.corrections.choices import State
from jadro.corrections.models import Report
from jadro.outbox import services as outbox

if TYPE_CHECKING:
    from jadro.accounts.models import User


@transaction.atomic
def report(
    page: BasePage, *, block_id: UUID | None, words: str, by: "User | None", request_id: UUID, at: datetime
) -> Report:
    """Keeps what a reader says of a page in its language, or of one block of it. The same request twice is one report.
    A block that is no longer there is left out: the words may still be right."""
    part = queries.part_of(page, block_id)
    row, _is_new = Report.objects.get_or_create(
        request_id=request_id,
        defaults={
            "page_key": page.translation_key,
            "page_title": page.title,
            "block_id": part.block_id if part else None,
            "language": page.locale.language_code,
            "quote": part.words if part else "",
            "words": words,
            "reported_by": by,
            "reported_at": at,
        },
    )
    return row


@transaction.atomic
def solve(report: Report, *, answer: str, by: "User", at: datetime) -> Report:
    """Solved once: who did it first and when stays, also when the answer is written anew."""
    report.answer = answer
    if report.state != State.SOLVED:
        report.state, report.solved_by, report.solved_at = State.SOLVED, by, at
    report.save()
    _tell(report)
    return report


@transaction.atomic
def reopen(report: Report, *, answer: str) -> Report:
    report.answer = answer
    report.state, report.solved_by, report.solved_at = State.OPEN, None, None
    report.save()
    return report


def _tell(report: Report) -> None:
    person = report.reported_by
    if person is None or not person.is_active:
        return
    page = queries.page_of(report.page_key, report.language)
    with override(person.language):
        # Not the host of Wagtail's Site, which nobody has to set.
        address = urljoin(settings.BASE_URL, page.url) if page else ""
        words = {"report": report, "address": address, "language": person.language}
        outbox.send(
            address=person.email,
            kind="corrections.solved",
            event=f"corrections.solved:{report.pk}",
            subject=render_to_string("corrections/mail/solved_subject.txt", words).strip(),
            text=render_to_string("corrections/mail/solved_message.txt", words).strip(),
            html=render_to_string("corrections/mail/solved_message.html", words),
            language=person.language,
            recipient=person,
        )
