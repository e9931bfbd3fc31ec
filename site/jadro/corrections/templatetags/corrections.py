from django import template
from wagtail.models import Page

from jadro.corrections import queries

register = template.Library()


@register.simple_tag
def parts_of(page: Page) -> list[queries.Part]:
    return queries.parts_of(page)
