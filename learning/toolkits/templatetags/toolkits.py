"""What content pages show of toolkits; nothing here knows of a learner."""

from uuid import UUID

from django import template
from django.utils.translation import get_language

from learning.toolkits import blanks, queries
from learning.toolkits.definitions import Field, Worksheet
from learning.toolkits.models import ToolkitPage, WorksheetTemplate
from resources.choices import Facet
from resources.models import Concept

register = template.Library()


@register.simple_tag(takes_context=True)
def toolkit_cards(context) -> tuple[queries.ToolkitCard, ...]:
    return queries.toolkits(get_language(), context["request"].user)


@register.simple_tag
def worksheets_on(toolkit: ToolkitPage) -> dict[UUID, Worksheet]:
    """What the worksheets of all its steps ask now, by their template: read together, for `worksheet_of`."""
    chosen = [step.value["worksheet"] for step in toolkit.body if step.block_type == "step"]
    return queries.worksheets({template.translation_key for template in chosen if template}, get_language())


@register.simple_tag(takes_context=True)
def worksheet_of(context, chosen: WorksheetTemplate | None) -> Worksheet | None:
    """What the chosen worksheet asks now, in the reader's language; nothing while it is not published. A page with
    several has read them as `asked`."""
    if chosen is None or not chosen.live:
        return None
    asked = context.get("asked")
    if asked is None:
        asked = queries.worksheets([chosen.translation_key], get_language())
    return asked.get(chosen.translation_key)


@register.simple_tag
def room_of(field: Field) -> tuple[blanks.Room, ...]:
    """Where the answer is written on paper."""
    return blanks.room_of(field, get_language())


@register.simple_tag
def step_count(toolkit: ToolkitPage) -> int:
    return sum(block["type"] == "step" for block in toolkit.body.raw_data)


@register.simple_tag
def worksheet_count(toolkit: ToolkitPage) -> int:
    return sum(block["type"] == "step" and bool(block["value"].get("worksheet")) for block in toolkit.body.raw_data)


@register.simple_tag
def topics_of(toolkit: ToolkitPage) -> list[str]:
    """Labels of what it is about, in the reader's language."""
    concepts = Concept.objects.filter(toolkit_uses__content_object=toolkit.pk).exclude(facet=Facet.AUDIENCE)
    return [concept.label() for concept in concepts.with_labels().order_by("name")]
