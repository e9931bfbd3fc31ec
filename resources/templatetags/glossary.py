from django import template

from resources.glossary import Explained, explained_in

register = template.Library()


@register.simple_tag
def terms_in(text: str) -> list[Explained]:
    """The terms that a text explains, in its order; their words are HTML and need no more escaping."""
    return explained_in(text)
