from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.fields import StreamField
from wagtail.models import Page


def unknown_embeds(page: Page) -> list[str]:
    """Addresses in the embed blocks of a page of which nothing is known yet."""
    streams = (field.value_from_object(page) for field in page._meta.get_fields() if isinstance(field, StreamField))
    urls = [block.value["url"] for stream in streams for block in stream or [] if block.block_type == "embed"]
    known = Embed.objects.filter(hash__in=[get_embed_hash(url) for url in urls]).values_list("hash", flat=True)
    return [url for url in dict.fromkeys(urls) if get_embed_hash(url) not in set(known)]
