from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActivityKind(models.TextChoices):
    """What can be done and counted."""

    READ = "read", _("lesson to read")
    QUIZ = "quiz", _("quiz to pass")
    WORKSHEET = "worksheet", _("worksheet to fill in")
    PLAN = "plan", _("plan to hand in")


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


class QuestionKind(models.TextChoices):
    """How a question is answered. The values are names of blocks and stand in stored pages and attempts."""

    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")
    TRUE_FALSE = "true_false", _("True or false")
    MATCHING = "matching", _("Matching pairs")
    ORDERING = "ordering", _("Putting in order")
    SHORT_TEXT = "short_text", _("A few words")
    NUMBER = "number", _("A number")
    OPEN = "open", _("Open task")


class ShowAnswers(models.TextChoices):
    """When a learner sees the right answers."""

    ALWAYS = "always", _("after every attempt")
    AT_END = "at_end", _("once the quiz is passed or no attempt is left")
