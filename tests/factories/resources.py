from resources.models import GlossaryTerm, GlossaryText


def term(word: str, *, meaning: str = "Значење.", forms: str = "", language: str = "mk") -> GlossaryTerm:
    """A term of the glossary in one language."""
    made = GlossaryTerm.objects.create(name=word)
    text_of_term(made, word, meaning=meaning, forms=forms, language=language)
    return made


def text_of_term(its: GlossaryTerm, word: str, *, meaning: str, forms: str = "", language: str) -> GlossaryText:
    return GlossaryText.objects.create(term=its, language=language, word=word, forms=forms, meaning=meaning)
