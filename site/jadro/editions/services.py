"""Makes editions, and drops those that show something that has changed."""

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import translation
from wagtail.fields import StreamField
from wagtail.models import Page, ReferenceIndex

from jadro.base.prepared import Prepared
from jadro.editions import stamps
from jadro.editions.choices import CONTENT
from jadro.editions.finishing import PLACE, Text, finished
from jadro.editions.models import Edition
from jadro.outbox import services as outbox

_editions = Prepared(lambda page, made_with: Edition.objects.filter(page=page, made_with=made_with).values_list("text"))


@cache
def made_with() -> str:
    """Changes when what a text is made with changes: the templates of blocks and the translated words. An edition made
    by an older version of the platform is not shown."""
    digest = hashlib.sha256()
    folders = [
        (settings.ROOT / "templates" / "blocks", "*.html"),
        (Path(settings.LOCALE_PATHS[0]), "*/LC_MESSAGES/*.mo"),
    ]
    for folder, pattern in folders:
        for file in sorted(folder.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def text_field(page: Page) -> str | None:
    """The name of the page's text, if it has one. Every page of ours calls it body."""
    field = next((field for field in page._meta.get_fields() if field.name == "body"), None)
    return "body" if isinstance(field, StreamField) else None


def render(page: Page) -> Text:
    """The text of a page as readers of its language see it, links and pictures resolved.

    A block whose Meta says `shows_other_content` is left as a place, because it changes when this page does not; one
    with an `other_content_template` only where its own template says `{% other_content %}`.
    """
    field = text_field(page)
    text: Text = []
    if field is None:
        return text
    with translation.override(page.locale.language_code):
        for block in getattr(page, field):
            if getattr(block.block.meta, "shows_other_content", False):
                text.append({"block": str(block.id)})
                continue
            html, place, rest = block.render({"page": page, "block_id": block.id}).partition(PLACE)
            if text and isinstance(text[-1], str):
                text[-1] += html
            else:
                text.append(html)
            if place:
                text += [{"block": str(block.id)}, rest]
        return finished(page, text)


def make(page: Page) -> Edition:
    """Renders a published page and keeps it in place of what was kept before."""
    edition, _made = Edition.objects.update_or_create(
        page_id=page.pk, defaults={"text": render(page), "made_with": made_with()}
    )
    return edition


def text_of(page: Page) -> Text:
    """What readers see of a published page. Rendered now when no edition is kept; reading writes nothing."""
    kept = _editions(page=page.pk, made_with=made_with())
    return kept[0][0] if kept else render(page)


def make_soon() -> None:
    """Has the worker render what has no edition; asked for twice, it is done once."""
    outbox.queue_job("make_editions")


def drop(pages: Iterable[int]) -> None:
    """Drops the editions of these pages, whose text has changed."""
    dropped, _by_model = Edition.objects.filter(page__in=list(pages)).delete()
    if dropped:
        stamps.touch(*CONTENT)


def drop_where(concerns: Callable[[str], bool]) -> None:
    """Drops the editions in whose HTML something stands that has changed; asked of every one there is."""
    found = [
        edition.pk
        for edition in Edition.objects.iterator()
        if any(isinstance(part, str) and concerns(part) for part in edition.text)
    ]
    drop(found)
    if found:
        make_soon()


def drop_what_links_to(pages: Iterable[int]) -> None:
    """Drops the editions of texts that link to these pages: they show addresses and titles. A link to a page leads
    readers of another language to its translation, so a change of one concerns the links to all."""
    keys = set(pages)
    families = Page.objects.filter(pk__in=keys).values("translation_key")
    _drop_references(Page, keys.union(Page.objects.filter(translation_key__in=families).values_list("pk", flat=True)))


def drop_what_shows(thing: models.Model) -> None:
    """Drops the editions of texts that show a picture or offer a document, after it was changed."""
    _drop_references(type(thing), [thing.pk])


def _drop_references(model: type[models.Model], keys: Iterable[int]) -> None:
    kinds = ContentType.objects.get_for_models(model, Page)
    sources = ReferenceIndex.objects.filter(
        base_content_type=kinds[Page], to_content_type=kinds[model], to_object_id__in=[str(key) for key in keys]
    ).values_list("object_id", flat=True)
    drop(int(source) for source in sources)


def make_missing(*, most: int = 500) -> int:
    """Makes editions for published pages that have none of this version of the platform; returns how many. Safe to
    repeat."""
    fresh = Edition.objects.filter(made_with=made_with()).values("page")
    pages = Page.objects.live().filter(depth__gt=1).exclude(pk__in=fresh).order_by("path")[:most].specific()
    made = 0
    for page in pages:
        if text_field(page) is not None:
            make(page)
            made += 1
    return made
