from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AimsConfig(AppConfig):
    name = "jadro.aims"
    label = "aims"
    verbose_name = _("Aims")
