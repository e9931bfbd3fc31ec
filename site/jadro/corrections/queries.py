from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.text import Truncator, capfirst
from wagtail.blocks import StreamValue
from wagtail.models import Page

from jadro.base.blocks import TEXT_BLOCKS
from jadro.base.pages import BasePage
from jadro.corrections.choices import State
from jadro.corrections.models import LONGEST_QUOTE, Report

# Words of these are what readers see. A block that another app adds may hold what they are not to see yet, such as the
# answers of a quiz, so it is only named.
_QUOTED = {name for name, _block in TEXT_BLOCKS}


@dataclass(frozen=True)
class Part:
    """A block of a page, as a reader would recognise it: `words` are those it holds, or the name of its kind."""

    block_id: UUID
    words: str

    @property
    def beginning(self) -> str:
        return Truncator(self.words).chars(60)


def parts_of(page: Page) -> list[Part]:
    body = getattr(page, "body", None)
    return [Part(UUID(str(block.id)), _words(block)) for block in body] if isinstance(body, StreamValue) else []


def part_of(page: Page, block_id: UUID | None) -> Part | None:
    return next((part for part in parts_of(page) if part.block_id == block_id), None)


def _words(block: StreamValue.StreamChild) -> str:
    pieces = block.block.get_searchable_content(block.value) if block.block_type in _QUOTED else []
    words = " ".join(" ".join(str(piece) for piece in pieces).split())
    return Truncator(words).chars(LONGEST_QUOTE) or capfirst(str(block.block.label))


def page_of(key: UUID, language: str) -> BasePage | None:
    """The live page with this key in this language, if it has a text that can have mistakes."""
    page = Page.objects.live().filter(translation_key=key, locale__language_code=language).specific().first()
    return page if isinstance(page, BasePage) and hasattr(page, "body") else None


def written_page(report: Report) -> Page | None:
    """The page that an editor mends: a copy that stands in for a translation has its words from its source."""
    page = (
        Page.objects.filter(translation_key=report.page_key, locale__language_code=report.language)
        .select_related("alias_of")
        .first()
    )
    return page and (page.alias_of or page)


def open_reports() -> QuerySet[Report]:
    """Who waits longest first."""
    return Report.objects.filter(state=State.OPEN).order_by("reported_at", "pk")
