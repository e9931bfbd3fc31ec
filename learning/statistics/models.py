from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeNote(models.Model):
    """What an editor changed in a course and when, so that figures before and after it can be compared."""

    course_key = models.UUIDField(_("key of the course"))
    text = models.CharField(_("what was changed"), max_length=200)
    made_on = models.DateField(_("day of the change"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("note on a change")
        verbose_name_plural = _("notes on changes")
        constraints = [models.UniqueConstraint(fields=["course_key", "made_on", "text"], name="change_noted_once")]
        # The figures are of no model, so the rights to see those of every course and those of plans hang here.
        permissions = [
            ("see_statistics", "Can see statistics of courses"),
            ("see_statistics_of_plans", "Can see statistics of plans"),
        ]

    def __str__(self) -> str:
        return f"{self.made_on:%Y-%m-%d} {self.text}"
