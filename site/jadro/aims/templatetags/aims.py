from django import template

from jadro.aims.models import Aim, AimText
from jadro.base.language import in_language

register = template.Library()


@register.simple_tag
def aim_text(aim: Aim) -> AimText | None:
    """The aim's text in the reader's language, or the nearest there is."""
    return in_language(aim.texts.all())
