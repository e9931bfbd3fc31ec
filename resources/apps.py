from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    name = "resources"
    label = "resources"
    verbose_name = _("Library")

    def ready(self) -> None:
        from jadro.editions import stamps
        from jadro.editions.choices import Scope
        from resources.models import Concept, ConceptLabel

        stamps.watch(Scope.LEARNING, Concept, ConceptLabel)
