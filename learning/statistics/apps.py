from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatisticsConfig(AppConfig):
    name = "learning.statistics"
    label = "statistics"
    verbose_name = _("Statistics")

    def ready(self) -> None:
        from learning.statistics import personal, rules  # noqa: F401  they register themselves
