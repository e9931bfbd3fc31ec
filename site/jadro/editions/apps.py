from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditionsConfig(AppConfig):
    name = "jadro.editions"
    label = "editions"
    verbose_name = _("Editions")

    def ready(self) -> None:
        from jadro.editions import signal_handlers

        signal_handlers.connect()
