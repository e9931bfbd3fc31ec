"""Plans and their answers. Only this app imports these models."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jadro.base.language import LanguageField
from learning.plans.choices import Standing
from learning.progress.queries import receipt_number


class Plan(models.Model):
    """What a team wants to change, and where. Its answers are those of all worksheets together."""

    title = models.CharField(_("title"), max_length=150)
    institution = models.ForeignKey(
        "places.Institution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution addressed"),
    )
    request_id = models.UUIDField(_("request"), unique=True)
    begun_at = models.DateTimeField(_("begun at"))
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")

    def __str__(self) -> str:
        return f"plan {self.pk}"


class Membership(models.Model):
    """A person of a plan's team. Whoever leaves keeps nothing of it; the row stays, so that the history can tell."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(_("joined at"))
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    class Meta:
        verbose_name = _("person of a team")
        verbose_name_plural = _("people of a team")
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="member_of_a_team_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.person_id}"


class AnswerVersion(models.Model):
    """An answer as it was saved once: never changed but for `standing`, and never deleted while its plan is there.

    `base` is the version that its writer had before them, 0 for none. `form` and `turn` tell the edits of one open
    page apart and give their order, so that one that arrives late is not taken for somebody else's. `worksheet` is
    the published worksheet whose words were answered, `block_id` the field in it; both are empty for what was said when
    the plan was begun.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    identity = models.CharField(_("question"), max_length=120)
    number = models.PositiveIntegerField(_("number"))
    value: Any = models.JSONField(_("answer"))
    standing = models.CharField(_("standing"), max_length=10, choices=Standing.choices, default=Standing.TAKEN)
    base = models.PositiveIntegerField(_("based on"))
    restored = models.PositiveIntegerField(_("restored from"), null=True, blank=True)
    form = models.UUIDField(_("open page"), null=True, blank=True)
    turn = models.PositiveIntegerField(_("turn"), default=0)
    request_id = models.UUIDField(_("request"), unique=True)
    worksheet = models.ForeignKey(
        "toolkits.WorksheetVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    block_id = models.UUIDField(_("field"), null=True, blank=True)
    language = LanguageField(help_text=_("Language of the page it was written on."))
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version of an answer")
        verbose_name_plural = _("versions of answers")
        constraints = [models.UniqueConstraint(fields=["plan", "identity", "number"], name="version_of_an_answer_once")]
        indexes = [models.Index(fields=["plan", "standing"], name="version_by_standing")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.identity} {self.number}"


class Answer(models.Model):
    """What a plan says now to one question, whichever worksheets ask it; `identity` is that of their fields.

    It repeats its version, so that a plan is read without the history. Written together with it and nowhere else.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="answers")
    identity = models.CharField(_("question"), max_length=120)
    version = models.OneToOneField(AnswerVersion, on_delete=models.CASCADE, related_name="+", verbose_name=_("version"))
    number = models.PositiveIntegerField(_("number"))
    value: Any = models.JSONField(_("answer"))
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer of a plan")
        verbose_name_plural = _("answers of plans")
        constraints = [models.UniqueConstraint(fields=["plan", "identity"], name="answer_of_a_plan_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.identity} {self.number}"


class Confirmation(models.Model):
    """Somebody took a shared answer into a worksheet: version `number` holds there too."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="confirmations")
    template_key = models.UUIDField(_("key of the worksheet"))
    identity = models.CharField(_("question"), max_length=120)
    number = models.PositiveIntegerField(_("version"))
    confirmed_at = models.DateTimeField(_("taken at"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("shared answer taken into a worksheet")
        verbose_name_plural = _("shared answers taken into worksheets")
        constraints = [
            models.UniqueConstraint(fields=["plan", "template_key", "identity"], name="shared_answer_taken_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.template_key} {self.identity}"


class Submission(models.Model):
    """A worksheet, or with an empty `template_key` the whole plan, as it was handed in. Never changed: what is handed
    in again is another one. `number` counts those of a plan from 1.

    `content` is what `submissions.frozen` gives: the words that were asked and what was answered, private answers with
    their mark.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="submissions")
    template_key = models.UUIDField(_("key of the worksheet"), null=True, blank=True)
    number = models.PositiveIntegerField(_("number"))
    content: Any = models.JSONField(_("content"))
    language = LanguageField(help_text=_("Language of the page it was handed in on."))
    request_id = models.UUIDField(_("request"), unique=True)
    handed_in_at = models.DateTimeField(_("handed in at"))
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hand-in")
        verbose_name_plural = _("hand-ins")
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="submission_of_a_plan_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"

    @property
    def is_whole(self) -> bool:
        return self.template_key is None

    @property
    def receipt_number(self) -> str:
        return receipt_number(self.request_id)


class CoursePlan(models.Model):
    """In which plan somebody does the worksheets of a course. Another one can be chosen at any time; what was written
    stays where it was."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course_key = models.UUIDField(_("key of the course"))
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    chosen_at = models.DateTimeField(_("chosen at"))

    class Meta:
        verbose_name = _("plan chosen in a course")
        verbose_name_plural = _("plans chosen in courses")
        constraints = [models.UniqueConstraint(fields=["person", "course_key"], name="plan_chosen_once_in_a_course")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_key}"


class Invitation(models.Model):
    """Somebody was asked by mail to come into a team. Only a digest of its key is kept, so nobody who reads the
    database can use it. It is for the account of that address, once, until it expires or is withdrawn."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    key_digest = models.CharField(_("digest of its key"), max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("expires at"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation to a team")
        verbose_name_plural = _("invitations to teams")

    def __str__(self) -> str:
        return f"{self.plan_id} {self.pk}"
