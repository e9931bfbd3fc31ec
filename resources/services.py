from jadro.editions import services as editions
from resources import glossary
from resources.models import GlossaryText


def renew_explanations(text: GlossaryText) -> None:
    """Has the texts made again that explain this term or use one of its forms. Those that only used a form it had
    before explain it, so they are among them."""
    finds = glossary.pattern(text.all_forms)
    place = f'id="term-{text.term_id}"'
    editions.drop_where(lambda html: place in html or finds.search(html) is not None)
