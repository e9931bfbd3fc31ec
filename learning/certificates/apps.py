from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "learning.certificates"
    label = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        from learning.certificates import slots  # noqa: F401  they register themselves
