from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Standing(models.TextChoices):
    """What a version of an answer is to the answer."""

    TAKEN = "taken", _("became the answer")
    EARLIER = "earlier", _("was typed before what became the answer, and arrived after it")
    JOINED = "joined", _("was joined with rows that were written meanwhile")
    ASIDE = "aside", _("was typed over an older answer, and waits for a choice")
    SETTLED = "settled", _("was kept aside until somebody chose")


# What was typed on an open page and stands there as it was typed.
TYPED = (Standing.TAKEN, Standing.EARLIER, Standing.JOINED)


class Stage(models.TextChoices):
    """How far a plan is; each is at one stage. `network` says when."""

    BEGUN = "begun", pgettext_lazy("of plans", "begun")
    HALF = "half", pgettext_lazy("of plans", "filled in to half")
    FILLED = "filled", pgettext_lazy("of plans", "filled in")
    HANDED_IN = "handed_in", pgettext_lazy("of plans", "handed in")


# Of a plan's answers, the one that says where the plan is for. It stands in the association's worksheets.
MUNICIPALITY = "municipality"
