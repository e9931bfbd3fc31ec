from datetime import UTC, datetime
from uuid import UUID, uuid4

from jadro.base.pages import BasePage
from jadro.corrections import services
from jadro.corrections.models import Report

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def report(page: BasePage, *, block_id: UUID | None = None, words: str = "Тука има грешка.", by=None, at=AT) -> Report:
    return services.report(page, block_id=block_id, words=words, by=by, request_id=uuid4(), at=at)
