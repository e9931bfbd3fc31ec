from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityKind(models.TextChoices):
    """What can be done and counted."""

    READ = "read", _("lesson to read")


class RunKind(models.TextChoices):
    OPEN = "open", _("open run")
    COHORT = "cohort", _("cohort")
