"""Who follows a course, and in which run of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from jadro.base.language import LanguageField, in_language
from learning.courses.choices import RunKind


class Run(ClusterableModel):
    """A course as it is followed by some people: the open run everybody may join, or a cohort with its own dates.

    Nobody may join the open run before `opens_on`. Between `starts_on` and `ends_on` the people of a run learn
    together; before and after they may read and mark all the same, and the run's own figures end with its last day.

    The row of the open run is also where changes to what a course asks for queue (`services.hold`).
    """

    course_key = models.UUIDField(_("key of the course"))
    kind = models.CharField(_("kind"), max_length=8, choices=RunKind.choices, default=RunKind.OPEN)
    opens_on = models.DateField(
        _("opens on"), null=True, blank=True, help_text=_("Nobody joins by themselves before this day.")
    )
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(
        _("ends on"),
        null=True,
        blank=True,
        help_text=_("The last day. People may go on afterwards; the figures of the run count up to this day."),
    )

    class Meta:
        verbose_name = _("run of a course")
        verbose_name_plural = _("runs of courses")
        constraints = [
            models.UniqueConstraint(
                fields=["course_key"], condition=models.Q(kind="open"), name="run_one_open_per_course"
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(starts_on__lte=models.F("ends_on")),
                name="run_starts_before_it_ends",
                violation_error_message=_("A run does not end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        row = in_language(self.names.all())
        return row.name if row else str(self.get_kind_display())


class RunName(models.Model):
    run = ParentalKey(Run, on_delete=models.CASCADE, related_name="names")
    language = LanguageField()
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("name of a run")
        verbose_name_plural = _("names of runs")
        constraints = [models.UniqueConstraint(fields=["run", "language"], name="run_name_once_per_language")]

    def __str__(self) -> str:
        return self.name


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
