"""Texts of pages that say so (`explains_terms`) come out with the terms of the glossary explained."""

from wagtail.models import Page

from jadro.editions.finishing import Text, finishes
from resources import glossary, queries


@finishes
def explain(page: Page, text: Text) -> Text:
    if not getattr(page, "explains_terms", False):
        return text
    # A copy that stands in for a translation is written in the language of its source.
    written_in = (page.alias_of if page.alias_of_id else page).locale.language_code
    terms = queries.glossary(written_in)
    pieces = [part for part in text if isinstance(part, str)]
    if not terms or not pieces:
        return text
    own = [block.value["term"] for block in page.body if block.block_type == "definition"]
    explained = iter(glossary.explain(pieces, terms, defined=own))
    return [next(explained) if isinstance(part, str) else part for part in text]
