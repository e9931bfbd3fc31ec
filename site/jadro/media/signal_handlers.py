"""Wagtail's door: what a published page needs to know of other sites is asked for in the background."""

from wagtail.embeds.embeds import get_embed_hash
from wagtail.models import Page
from wagtail.signals import page_published

from jadro.media import queries
from jadro.outbox import services as outbox


def connect() -> None:
    page_published.connect(ask_about_embeds, dispatch_uid="embeds-of-published-page")


def ask_about_embeds(sender, instance: Page, **kwargs) -> None:
    for url in queries.unknown_embeds(instance):
        outbox.queue_job("learn_about_embed", key=get_embed_hash(url), payload={"url": url})
