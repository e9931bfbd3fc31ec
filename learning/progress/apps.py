from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    name = "learning.progress"
    label = "progress"
    verbose_name = _("Progress")

    def ready(self) -> None:
        from learning.progress import rules, signal_handlers, slots  # noqa: F401  rules and slots register themselves

        signal_handlers.connect()
