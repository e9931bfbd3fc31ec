from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "learning.plans"
    label = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        from jadro.base.permission import rule
        from learning.plans import rules, signal_handlers, slots  # noqa: F401  slots register themselves
        from learning.plans.models import Plan

        rule("view", Plan)(rules.is_of_team)
        rule("write", Plan)(rules.may_write)
        signal_handlers.connect()
