from django.db import models
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a report", "open")
    SOLVED = "solved", pgettext_lazy("state of a report", "solved")
