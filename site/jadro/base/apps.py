from django.apps import AppConfig
from django.db.models import DateTimeField


class BaseConfig(AppConfig):
    name = "jadro.base"
    label = "base"

    def ready(self) -> None:
        from wagtail.admin.ui.fields import register_display_class

        from jadro.base.moments import MomentDisplay

        register_display_class(DateTimeField, display_class=MomentDisplay)
