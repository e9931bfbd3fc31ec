from django.apps import AppConfig
from django.db.models import DateField, DateTimeField


class BaseConfig(AppConfig):
    name = "jadro.base"
    label = "base"

    def ready(self) -> None:
        from wagtail.admin.forms.models import register_form_field_override
        from wagtail.admin.ui.fields import register_display_class

        from jadro.base.days import DayField
        from jadro.base.moments import MomentDisplay

        register_display_class(DateTimeField, display_class=MomentDisplay)
        register_form_field_override(DateField, override={"form_class": DayField})
