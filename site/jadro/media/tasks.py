from wagtail.embeds.embeds import get_embed

from jadro.outbox.registry import Payload, job


@job("learn_about_embed", lease_seconds=120, tries=4)
def learn_about_embed(payload: Payload) -> None:
    """Asks the other site what stands at an address and keeps the answer, so that no page has to ask."""
    get_embed(payload["url"])
