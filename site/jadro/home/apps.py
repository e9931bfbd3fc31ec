from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "jadro.home"
    label = "home"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from jadro.home import signal_handlers, slots  # noqa: F401  slots register themselves

        signal_handlers.connect()
