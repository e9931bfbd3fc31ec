from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    DONE = "done", _("marked as done")
    UNDONE = "undone", _("own mark taken back")


class CompletionRule(models.TextChoices):
    """The rule that was met, kept with the completion, where its numbers stand beside it."""

    ALL_REQUIRED = "all-required", _("all required activities of the outline were done")
    WITH_OPTIONAL = "with-optional", _("all required activities of the outline and some of the optional ones were done")
