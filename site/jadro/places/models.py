"""Municipalities and planning regions, with their names in every language.

Source: the 80 municipalities and 8 statistical (planning) regions of North Macedonia. The City of Skopje is a unit over
ten of the municipalities, not the 81st, so it is a flag.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jadro.base.language import LanguageField, in_language


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


class MunicipalityQuerySet(models.QuerySet):
    def with_names(self):
        return self.prefetch_related("names")


class Municipality(models.Model):
    code = models.SlugField(_("code"), unique=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="municipalities", verbose_name=_("region")
    )
    in_city_of_skopje = models.BooleanField(_("in the City of Skopje"), default=False)

    objects = MunicipalityQuerySet.as_manager()

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
