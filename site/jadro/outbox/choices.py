from django.db import models
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    READY = "ready", pgettext_lazy("status of a message or job", "waiting")
    LEASED = "leased", pgettext_lazy("status of a message or job", "under way")
    DONE = "done", pgettext_lazy("status of a message or job", "done")
    FAILED = "failed", pgettext_lazy("status of a message or job", "failed")


UNFINISHED = (Status.READY, Status.LEASED)
