"""Work that waits, as rows: a message to a person, a job for the machine. The broker only carries their ids."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jadro.base.language import LanguageField
from jadro.outbox.choices import UNFINISHED, Status


class WorkQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(status__in=UNFINISHED)

    def due(self, at: datetime):
        """What a worker may take: waiting and due, or under way with a lease that ran out (the worker died)."""
        return self.filter(Q(status=Status.READY, due_at__lte=at) | Q(status=Status.LEASED, lease_until__lt=at))


class Work(models.Model):
    """What messages and jobs have in common. `tries` also tells whose lease it is: it rises with every claim."""

    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.READY)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(
        _("last error"), max_length=200, blank=True, help_text=_("Its kind only: no text and no address of a person.")
    )
    created_at = models.DateTimeField(_("queued"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True


class Message(Work):
    address = models.EmailField(_("address"))
    event = models.CharField(
        _("event"), max_length=200, help_text=_("The fact it tells. A person is told of one fact once.")
    )
    kind = models.CharField(_("kind"), max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recipient"),
    )
    language = LanguageField()
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("text as HTML"), blank=True)
    sensitive = models.BooleanField(
        _("sensitive"), default=False, help_text=_("Its text opens an account: it is deleted as soon as it is sent.")
    )

    forgets_address = models.BooleanField(
        _("forgets its address"),
        default=False,
        help_text=_("To somebody who is known no more: address and text are deleted as soon as it is sent."),
    )

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        default_permissions = ("view", "change")
        constraints = [models.UniqueConstraint(fields=["address", "event"], name="message_once_per_event")]
        indexes = [models.Index(fields=["due_at"], condition=Q(status__in=UNFINISHED), name="message_unfinished")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Job(Work):
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=200, blank=True)
    payload = models.JSONField(_("payload"), default=dict)
    again = models.BooleanField(
        _("once more"), default=False, help_text=_("It was asked for while under way, and runs once more after that.")
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(status__in=UNFINISHED), name="job_unfinished_once"
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(status__in=UNFINISHED), name="job_unfinished")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".rstrip()
