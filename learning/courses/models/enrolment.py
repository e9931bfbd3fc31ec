"""Who follows a course, and in which run of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from learning.courses.choices import RunKind


class Run(models.Model):
    """A course as it is followed by some people: the open run everybody may join, or a cohort with its own dates.

    The row of the open run is also where changes to what a course asks for queue (`services.hold`).
    """

    course_key = models.UUIDField(_("key of the course"))
    kind = models.CharField(_("kind"), max_length=8, choices=RunKind.choices, default=RunKind.OPEN)

    class Meta:
        verbose_name = _("run of a course")
        verbose_name_plural = _("runs of courses")
        constraints = [
            models.UniqueConstraint(
                fields=["course_key"], condition=models.Q(kind="open"), name="run_one_open_per_course"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.course_key}"


class Enrolment(models.Model):
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="enrolments")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField(_("enrolled at"))

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [models.UniqueConstraint(fields=["run", "learner"], name="enrolment_once_per_run")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.run_id}"
