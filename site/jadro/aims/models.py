"""The aims of the association. One row for each aim, its text in child rows; pages say which aims they serve."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from jadro.aims.choices import Kind
from jadro.base.language import LanguageField, in_language


class AimQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("position", "code").prefetch_related("texts")


class Aim(ClusterableModel):
    code = models.CharField(_("code"), max_length=8, unique=True, help_text=_("Short and lasting, such as S3 or M1."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = AimQuerySet.as_manager()

    class Meta:
        verbose_name = _("aim")
        verbose_name_plural = _("aims")

    def __str__(self) -> str:
        row = in_language(self.texts.all())
        return f"{self.code} · {row.short}" if row else self.code


class AimText(models.Model):
    aim = ParentalKey(Aim, on_delete=models.CASCADE, related_name="texts")
    language = LanguageField()
    short = models.CharField(
        _("in short"), max_length=120, help_text=_("Stands at the foot of the pages that serve it.")
    )
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("text of the aim")
        verbose_name_plural = _("texts of the aim")
        constraints = [models.UniqueConstraint(fields=["aim", "language"], name="aim_text_once_per_language")]

    def __str__(self) -> str:
        return self.short
