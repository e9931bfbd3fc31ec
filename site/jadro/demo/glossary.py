"""The terms that lessons explain, from glossary.yaml."""

from typing import Any

from django.conf import settings
from django.db import transaction

from jadro.demo import reading
from resources.models import Concept, GlossaryTerm, GlossaryText


@transaction.atomic
def load() -> int:
    """Makes the terms that are missing and returns their number. What an editor has written of a word stays."""
    return sum(_plant(data) for data in reading.document("glossary.yaml"))


def _plant(data: dict[str, Any]) -> bool:
    texts = {code: data[code] for code, _name in settings.LANGUAGES if code in data}
    words = [text["word"] for text in texts.values()]
    if GlossaryText.objects.filter(word__in=words).exists():
        return False
    concept = Concept.objects.filter(slug=data.get("concept", "")).first()
    term = GlossaryTerm.objects.create(name=texts[settings.LANGUAGE_CODE]["word"], concept=concept)
    for language, text in texts.items():
        GlossaryText.objects.create(
            term=term,
            language=language,
            word=text["word"],
            forms="\n".join(text["forms"]),
            meaning=text["meaning"],
        )
    return True
