from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActivityKind(models.TextChoices):
    """What can be done and counted."""

    READ = "read", _("lesson to read")


class RunKind(models.TextChoices):
    OPEN = "open", _("open run")
    COHORT = "cohort", _("cohort")


class PartState(models.TextChoices):
    """What an editor sees of a module or lesson. A part can be in several at once."""

    LIVE = "live", pgettext_lazy("page", "published")
    DRAFT = "draft", pgettext_lazy("page", "draft")
    CHANGED = "changed", pgettext_lazy("page", "unpublished changes")
    SCHEDULED = "scheduled", pgettext_lazy("page", "scheduled")
    IN_REVIEW = "in_review", pgettext_lazy("page", "in review")
