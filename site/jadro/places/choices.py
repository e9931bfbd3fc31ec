from django.db import models
from django.utils.translation import gettext_lazy as _


class InstitutionKind(models.TextChoices):
    COUNCIL = "council", _("municipal council")
    ADMINISTRATION = "administration", _("municipal administration")
    MINISTRY = "ministry", _("ministry or government body")
    PUBLIC = "public", _("public institution")
    OTHER = "other", _("other body")
