"""What readers say is wrong in a text, with the part of it that they mean."""

from django.conf import settings
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from jadro.base.language import LanguageField
from jadro.corrections.choices import State

LONGEST_WORDS = 2000
LONGEST_QUOTE = 400


class Report(models.Model):
    """A mistake somebody met. It points at no page row, because pages are copied, moved and deleted: `page_key` is the
    translation_key, `block_id` the id of the block there or None for the page as a whole.

    `quote` is what stood in the block when the report was written, so that it can be understood after a change.
    """

    page_key = models.UUIDField(_("key of the page"))
    page_title = models.CharField(_("page"), max_length=255)
    block_id = models.UUIDField(_("block"), null=True, blank=True)
    language = LanguageField()
    quote = models.TextField(_("passage"), blank=True, max_length=LONGEST_QUOTE)
    words = models.TextField(_("what is wrong"), max_length=LONGEST_WORDS)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    reported_at = models.DateTimeField(_("reported"))
    request_id = models.UUIDField(_("request"), unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    answer = models.TextField(
        _("your answer"),
        blank=True,
        max_length=LONGEST_WORDS,
        help_text=_("One or two sentences. Who was signed in gets them by e-mail, once, when you call it solved."),
    )
    solved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("solved by"),
    )
    solved_at = models.DateTimeField(_("solved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reported mistake")
        verbose_name_plural = _("reported mistakes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=State.OPEN, solved_at__isnull=True)
                | models.Q(state=State.SOLVED, solved_at__isnull=False),
                name="report_solved_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["reported_at"], condition=models.Q(state=State.OPEN), name="report_open_oldest_first")
        ]

    def __str__(self) -> str:
        return f"{self.page_title} · {self.beginning}"

    @property
    def beginning(self) -> str:
        return Truncator(" ".join(self.words.split())).chars(80)
