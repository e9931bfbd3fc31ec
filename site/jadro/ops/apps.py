from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpsConfig(AppConfig):
    name = "jadro.ops"
    label = "ops"
    verbose_name = _("Operation")

    def ready(self) -> None:
        from jadro.ops import checks, log_lines  # noqa: F401  registers them

        log_lines.note_requests()
