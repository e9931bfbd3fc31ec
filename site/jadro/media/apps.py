from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "jadro.media"
    label = "media"
    verbose_name = _("Files")

    def ready(self) -> None:
        from jadro.media import signal_handlers

        signal_handlers.connect()
