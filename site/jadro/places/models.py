"""Municipalities, planning regions and institutions, with their names in every language.

Source: the 80 municipalities and 8 statistical (planning) regions of North Macedonia. The City of Skopje is a unit over
ten of the municipalities, not the 81st, so it is a flag.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from jadro.base.language import LanguageField, in_language
from jadro.places.choices import InstitutionKind


class Region(models.Model):
    code = models.SlugField(_("code"), unique=True)

    class Meta:
        verbose_name = _("planning region")
        verbose_name_plural = _("planning regions")

    def __str__(self) -> str:
        row = in_language(self.names.all())
        return row.name if row else self.code


class RegionName(models.Model):
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="names")
    language = LanguageField()
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "language"], name="region_name_once_per_language")]

    def __str__(self) -> str:
        return self.name


class NamedQuerySet(models.QuerySet):
    def with_names(self):
        return self.prefetch_related("names")


class Municipality(models.Model):
    code = models.SlugField(_("code"), unique=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="municipalities", verbose_name=_("region")
    )
    in_city_of_skopje = models.BooleanField(_("in the City of Skopje"), default=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        row = in_language(self.names.all())
        return row.name if row else self.code


class MunicipalityName(models.Model):
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="names")
    language = LanguageField()
    name = models.CharField(_("name"), max_length=100)
    other_spellings = models.JSONField(_("other spellings"), default=list, blank=True, help_text=_("A list of words."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "language"], name="municipality_name_once_per_language")
        ]

    def __str__(self) -> str:
        return self.name


class Institution(ClusterableModel):
    """A body that decides or spends: what a plan addresses. The councils of the municipalities come with the
    installation, editors add others. Plans answer with the code, so it never changes."""

    code = models.SlugField(
        _("code"),
        unique=True,
        max_length=80,
        help_text=_("In small Latin letters and hyphens, such as ministry-culture."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=InstitutionKind.choices)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")

    def __str__(self) -> str:
        row = in_language(self.names.all())
        return row.name if row else self.code


class InstitutionName(models.Model):
    institution = ParentalKey(Institution, on_delete=models.CASCADE, related_name="names")
    language = LanguageField()
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("name of the institution")
        verbose_name_plural = _("names of the institution")
        constraints = [
            models.UniqueConstraint(fields=["institution", "language"], name="institution_name_once_per_language")
        ]

    def __str__(self) -> str:
        return self.name
