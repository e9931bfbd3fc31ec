from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    MAIN = "main", _("main aim")
    SPECIFIC = "specific", _("specific aim")
