from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ToolkitsConfig(AppConfig):
    name = "learning.toolkits"
    label = "toolkits"
    verbose_name = _("Toolkits")

    def ready(self) -> None:
        from learning.toolkits import signal_handlers

        signal_handlers.connect()
