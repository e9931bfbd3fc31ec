from django.db import models
from django.utils.translation import gettext_lazy as _


class Shown(models.TextChoices):
    """What the public address of a certificate tells whoever has its code. The owner chooses, at any time."""

    NAMELESS = "nameless", _("the course and the dates, without my name")
    NAMED = "named", _("the course and the dates, with my name")
    HIDDEN = "hidden", _("nothing, as if there were no such certificate")
