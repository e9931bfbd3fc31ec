from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.blocks import BoundBlock
from wagtail.models import Page

from jadro.editions import services, slots
from jadro.editions.finishing import PLACE
from jadro.editions.looks import saves_data, without_pictures

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context, name: str, *arguments: object) -> SafeString:
    """A part that differs from person to person: a mark while the page is rendered for everybody, else the part."""
    if context.get("for_everybody"):
        return slots.mark(name, *arguments)
    # Text that is only turned into a string, for nobody, has nobody's part.
    return slots.fill_one(context["request"], name, *arguments) if "request" in context else SafeString("")


@register.simple_tag(takes_context=True)
def text_of(context, page: Page) -> SafeString:
    """The text of a page: of its edition when it is served, made now when a draft is previewed."""
    text = services.text_of(page) if context.get("for_everybody") else services.render(page)
    blocks = {}
    if any(isinstance(part, dict) for part in text):
        blocks = {str(block.id): block for block in page.body}
    html = [
        part
        if isinstance(part, str)
        else _other_content(blocks[part["block"]], {**context.flatten(), "block_id": part["block"]})
        for part in text
        if isinstance(part, str) or part["block"] in blocks
    ]
    whole = "".join(html)
    return SafeString(without_pictures(whole) if saves_data(context.get("request")) else whole)


@register.simple_tag
def other_content() -> SafeString:
    """In the template of a block: where its `other_content_template` stands."""
    return SafeString(PLACE)


def _other_content(block: BoundBlock, context: dict[str, Any]) -> str:
    its_own = getattr(block.block.meta, "other_content_template", "")
    return render_to_string(its_own, {**context, "value": block.value}) if its_own else block.render(context)
