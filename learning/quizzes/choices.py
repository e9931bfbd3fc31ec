from django.db import models
from django.utils.translation import gettext_lazy as _


class Closeness(models.TextChoices):
    """How close a learner finds their own answer to the model answer of an open task."""

    CLOSE = "close", _("It says the same as the model answer")
    PARTLY = "partly", _("It says a part of it")
    NOT_YET = "not_yet", _("Not yet")
