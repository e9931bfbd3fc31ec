"""What the pages of plans draw and tell."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from learning.plans import drawing
from learning.toolkits.choices import ColumnKind, FieldKind
from learning.toolkits.definitions import Field

register = template.Library()


@register.simple_tag
def drawn(field: Field, value: Any) -> SafeString:
    """The power map or the timeline of an answer; nothing for other kinds, and while there is nothing to draw."""
    if not value:
        return SafeString("")
    if field.kind == FieldKind.STAKEHOLDERS:
        return drawing.power_map(value)
    if field.kind == FieldKind.TIMELINE:
        columns = field.columns
        day = next(column.key for column in columns if column.kind == ColumnKind.DATE)
        words = next(column.key for column in columns if column.kind in (ColumnKind.SHORT_TEXT, ColumnKind.LONG_TEXT))
        return drawing.timeline([(row.get(day, ""), row.get(words, "")) for row in value])
    return SafeString("")
