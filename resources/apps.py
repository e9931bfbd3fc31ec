from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    name = "resources"
    label = "resources"
    verbose_name = _("Library")

    def ready(self) -> None:
        from resources import explaining, signal_handlers  # noqa: F401  what finishes texts registers itself

        signal_handlers.connect()
