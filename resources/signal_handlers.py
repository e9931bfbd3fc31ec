"""Texts explain what the glossary says now, by whichever door it was changed."""

from typing import Any

from django.db.models.signals import post_delete, post_save  # noqa: TID251  any write must be seen

from jadro.editions import stamps
from jadro.editions.choices import Scope
from resources import services
from resources.models import Concept, ConceptLabel, GlossaryText


def connect() -> None:
    stamps.watch(Scope.LEARNING, Concept, ConceptLabel, GlossaryText)
    for signal in (post_save, post_delete):
        signal.connect(renew, sender=GlossaryText, dispatch_uid=f"glossary-{id(signal)}")


def renew(sender: type[GlossaryText], instance: GlossaryText, **kwargs: Any) -> None:
    services.renew_explanations(instance)
