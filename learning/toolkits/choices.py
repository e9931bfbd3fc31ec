from django.db import models
from django.utils.translation import gettext_lazy as _


class FieldKind(models.TextChoices):
    """What a field of a worksheet takes. The values are names of blocks and stand in stored templates and answers."""

    SHORT_TEXT = "short_text", _("A line of text")
    LONG_TEXT = "long_text", _("Longer text")
    CHOICE = "choice", _("One of several")
    CHOICES = "choices", _("Several of several")
    YES_NO = "yes_no", _("Yes or no, with a reason")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Money")
    DATE = "date", _("Date")
    TABLE = "table", _("Table")
    TIMELINE = "timeline", _("Timeline")
    STAKEHOLDERS = "stakeholders", _("Stakeholders and power map")
    MUNICIPALITY = "municipality", _("Municipality")
    INSTITUTION = "institution", _("Institution")


# Fields that hold rows; conflicts and comments are about single rows of them.
WITH_ROWS = frozenset({FieldKind.TABLE, FieldKind.TIMELINE, FieldKind.STAKEHOLDERS})


class ColumnKind(models.TextChoices):
    """What a cell of a table takes."""

    SHORT_TEXT = "short_text", _("a line of text")
    LONG_TEXT = "long_text", _("longer text")
    CHOICE = "choice", _("one of several")
    NUMBER = "number", _("number")
    MONEY = "money", _("money")
    DATE = "date", _("date")
    CONSENT = "consent", _("agreed to be named, yes or no")


class DoneWhen(models.TextChoices):
    """When a worksheet is done, for courses in which it counts."""

    FILLED = "filled", _("when its required fields are filled in")
    HANDED_IN = "handed_in", _("when it is handed in")


class Currency(models.TextChoices):
    MKD = "MKD", _("denars")
    EUR = "EUR", _("euros")


class Support(models.IntegerChoices):
    """How a stakeholder stands to the aim."""

    STRONGLY_AGAINST = -2, _("strongly against")
    AGAINST = -1, _("against")
    UNDECIDED = 0, _("undecided")
    FOR = 1, _("for")
    STRONGLY_FOR = 2, _("strongly for")


# Words that stand where the key of a worksheet does in the addresses of a plan.
NO_KEYS = frozenset({"archive", "hand-in", "hand-ins", "head", "team", "whole"})
MOST_ROWS = 200
# Characters of a line and of a longer text where its field sets no other limit.
LINE_LENGTH = 250
TEXT_LENGTH = 5000
