from django.db import models
from django.utils.translation import gettext_lazy as _


class Facet(models.TextChoices):
    """The tables of the vocabulary; a broader term stands in the same table."""

    TOPIC = "topic", _("topic")
    KIND = "kind", _("kind")
    AUDIENCE = "audience", _("audience")
    TERRITORY = "territory", _("territory")
    STAGE = "stage", _("stage")
    ART = "art", _("art form")


class LabelKind(models.TextChoices):
    PREFERRED = "preferred", _("preferred")
    SYNONYM = "synonym", _("synonym")
