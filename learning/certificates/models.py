"""Certificates: what a person can show for a course they finished, with everything it says frozen in it.

Only this app imports these models.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jadro.base.language import LanguageField
from learning.certificates import codes, words
from learning.certificates.choices import Shown


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def owned_by(self, learner: Any) -> Self:
        return self.filter(learner=learner)

    def public(self) -> Self:
        """Those that answer at their public address."""
        return self.exclude(shown=Shown.HIDDEN)


class Certificate(models.Model):
    """Written once for a completion, when the learner asks for it. No later edit of the course changes a word of it;
    only what its public address shows is the learner's to change, and a misspelt name is corrected by a coordinator.

    `completion` is empty where the completion was united with an earlier one that has a certificate too: both were
    given out, so both hold.

    `titles` are those of the course by language, such as {"mk": "Застапување"}, in the languages it was written in
    then. `rule` and `rule_numbers`, such as {"required": 9, "optional": 0}, are those of the completion.
    """

    completion = models.OneToOneField(
        "progress.Completion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("account")
    )
    code = models.CharField(_("code"), max_length=codes.LENGTH, unique=True, default=codes.new_code)
    name = models.CharField(_("name on the certificate"), max_length=100)
    course_key = models.UUIDField(_("key of the course"))
    titles = models.JSONField(_("titles of the course"))
    outline_number = models.PositiveIntegerField(_("number of the outline"))
    rule = models.CharField(_("rule"), max_length=20)
    rule_numbers = models.JSONField(_("numbers of the rule"))
    half_hours = models.PositiveSmallIntegerField(_("half hours"))
    completed_at = models.DateTimeField(_("finished at"))
    issued_at = models.DateTimeField(_("issued at"))
    language = LanguageField(help_text=_("Language in which it was asked for."))
    shown = models.CharField(
        _("what its public address shows"), max_length=10, choices=Shown.choices, default=Shown.NAMELESS
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        permissions = [
            ("revoke_certificate", "Can withdraw certificates"),
            ("correct_name", "Can correct names on certificates"),
        ]

    def __str__(self) -> str:
        return self.spaced_code

    @property
    def spaced_code(self) -> str:
        return codes.spaced(self.code)

    @property
    def title(self) -> words.Title:
        return words.nearest_title(self.titles)

    @property
    def rule_sentence(self) -> str:
        return words.rule(self.rule, self.rule_numbers, self.outline_number)

    @property
    def hours(self) -> str:
        return words.hours(self.half_hours)

    @property
    def shows_name(self) -> bool:
        return self.shown == Shown.NAMED

    @property
    def is_hidden(self) -> bool:
        return self.shown == Shown.HIDDEN

    @property
    def is_nobodys(self) -> bool:
        """Its owner has erased their account, and with it the name on it."""
        return not self.name

    @property
    def withdrawn(self) -> "Revocation | None":
        """Lists load it with `select_related("revocation")`."""
        return getattr(self, "revocation", None)


class Revocation(models.Model):
    """That a certificate no longer holds, and why. The certificate itself stays as it was."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="revocation")
    reason = models.TextField(_("reason"), max_length=500)
    language = LanguageField(verbose_name=_("language of the reason"))
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("withdrawn at"))

    class Meta:
        verbose_name = _("withdrawal of a certificate")
        verbose_name_plural = _("withdrawals of certificates")
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="revocation_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.revoked_at:%Y-%m-%d}"


class NameCorrection(models.Model):
    """That a name on a certificate was put right, and what stood there until then."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="name_corrections")
    earlier_name = models.CharField(_("earlier name"), max_length=100)
    reason = models.TextField(_("reason"), max_length=500)
    language = LanguageField(verbose_name=_("language of the reason"))
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(_("corrected at"))

    class Meta:
        verbose_name = _("correction of a name")
        verbose_name_plural = _("corrections of names")
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="name_correction_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.corrected_at:%Y-%m-%d}"
