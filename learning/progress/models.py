"""The ledger of learning. Events are the truth; state and summary can be made again from them (`rebuild_progress`).

Only this app imports these models; others call `services` and `queries`.
"""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jadro.base.language import LanguageField
from learning.progress.choices import CompletionRule, EventKind


def receipt_number(request_id: UUID) -> str:
    """What a person can quote: the first digits of the request, such as 7F3A-21C."""
    digits = request_id.hex[:7].upper()
    return f"{digits[:4]}-{digits[4:]}"


class Event(models.Model):
    """Something a person did, written once and never changed.

    The primary key is the server's order and decides over clocks. `request_id` is chosen by the client, so that the
    same request sent again is recognised.
    """

    request_id = models.UUIDField(_("request"), unique=True)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey("courses.Activity", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=EventKind.choices)
    recorded_at = models.DateTimeField(_("recorded at"))
    language = LanguageField(help_text=_("Language in which it was done."))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["learner", "activity", "id"], name="event_by_learner_activity")]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    @property
    def receipt_number(self) -> str:
        return receipt_number(self.request_id)


class ActivityState(models.Model):
    """Where a person stands with an activity. Recomputed from events: all columns. `last_event` is the last that
    changed it: of several that say it is done, the one that told so first."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey("courses.Activity", on_delete=models.PROTECT, related_name="+")
    is_done = models.BooleanField(_("done"), default=False)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    last_event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("state of an activity")
        verbose_name_plural = _("states of activities")
        constraints = [
            models.UniqueConstraint(fields=["learner", "activity"], name="state_once_per_activity"),
            models.CheckConstraint(
                condition=models.Q(is_done=True, done_at__isnull=False) | models.Q(is_done=False, done_at__isnull=True),
                name="state_done_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity_id} {self.is_done}"


class CourseSummary(models.Model):
    """How much of the latest outline an enrolled person has done. Recomputed from states and the outline: all columns.

    Optional activities count up to the number that is needed. Not the figure shown after completion: what is finished
    is told by the outline it was finished with.
    """

    enrolment = models.OneToOneField("courses.Enrolment", on_delete=models.PROTECT, related_name="+")
    outline = models.ForeignKey("courses.Outline", on_delete=models.PROTECT, related_name="+")
    done_count = models.PositiveIntegerField(_("done"))
    required_count = models.PositiveIntegerField(_("required"))
    optional_done_count = models.PositiveIntegerField(_("optional, done"), default=0)
    optional_needed_count = models.PositiveIntegerField(_("optional, needed"), default=0)

    class Meta:
        verbose_name = _("summary of a course")
        verbose_name_plural = _("summaries of courses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_count__lte=models.F("required_count")), name="summary_done_within_required"
            ),
            models.CheckConstraint(
                condition=models.Q(optional_done_count__lte=models.F("optional_needed_count")),
                name="summary_optional_within_needed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.done_count}/{self.required_count}"


class Completion(models.Model):
    """A course was finished, by something the person did. Written once with the outline and the rule that were met; no
    later edit gives it or takes it away.

    `done_count` is the number of required activities, all of which were done; `optional_needed` of the others were
    asked for, and `optional_done` of them counted.
    """

    enrolment = models.OneToOneField("courses.Enrolment", on_delete=models.PROTECT, related_name="completion")
    outline = models.ForeignKey("courses.Outline", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(_("rule"), max_length=20, choices=CompletionRule.choices)
    done_count = models.PositiveIntegerField(_("done"))
    optional_needed = models.PositiveIntegerField(_("optional, needed"), default=0)
    optional_done = models.PositiveIntegerField(_("optional, done"), default=0)
    completed_at = models.DateTimeField(_("finished at"))
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.completed_at:%Y-%m-%d}"


class Declined(models.Model):
    """What came after a person finished, and they said it is not for them. It is then no longer shown as new; nothing
    is counted by it, and they may take it back."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey("courses.Activity", on_delete=models.CASCADE, related_name="+")
    declined_at = models.DateTimeField(_("declined at"))

    class Meta:
        verbose_name = _("declined activity")
        verbose_name_plural = _("declined activities")
        constraints = [models.UniqueConstraint(fields=["learner", "activity"], name="declined_once_per_activity")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity_id}"


class Reminder(models.Model):
    """That a person was reminded of a course which stood still."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course_key = models.UUIDField(_("key of the course"))
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [models.Index(fields=["learner", "sent_at"], name="reminder_by_learner")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.sent_at:%Y-%m-%d}"


class ReadingPlace(models.Model):
    """Where a person stopped reading a lesson; overwritten, because only the last place is of use. `opened_at` is when
    they first were there and stays, so that what is counted up to a day is the same later."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    lesson_key = models.UUIDField(_("key of the lesson"))
    block_id = models.UUIDField(_("block"), null=True, blank=True)
    opened_at = models.DateTimeField(_("first opened at"))
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading place")
        verbose_name_plural = _("reading places")
        constraints = [models.UniqueConstraint(fields=["learner", "lesson_key"], name="place_once_per_lesson")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.lesson_key}"
