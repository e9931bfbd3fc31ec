from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AimsConfig(AppConfig):
    name = "jadro.aims"
    label = "aims"
    verbose_name = _("Aims")

    def ready(self) -> None:
        from jadro.aims.models import Aim, AimText
        from jadro.editions import stamps
        from jadro.editions.choices import Scope

        stamps.watch(Scope.SITE, Aim, AimText)
