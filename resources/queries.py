from jadro.editions.choices import Scope
from jadro.editions.memory import remembered
from resources.glossary import Term
from resources.models import GlossaryText


def glossary(language: str) -> tuple[Term, ...]:
    """What texts in this language explain, in the order in which the terms were written."""

    def read() -> tuple[Term, ...]:
        texts = GlossaryText.objects.filter(language=language).order_by("term_id")
        return tuple(Term(text.term_id, text.word, tuple(text.all_forms), text.meaning) for text in texts)

    return remembered(Scope.LEARNING, ("glossary", language), read)
