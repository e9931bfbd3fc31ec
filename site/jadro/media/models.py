"""Pictures and documents with the facts a reader is owed: who made them, under which licence, from where."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from jadro.media.choices import Licence


class Provenance(models.Model):
    """Author, licence, source and consent. An unknown licence means the file may be linked but not taken along."""

    author = models.CharField(
        _("author"),
        max_length=200,
        blank=True,
        help_text=_("Who made it; printed beside it. A name only when the person agreed."),
    )
    licence = models.CharField(
        _("licence"),
        max_length=20,
        choices=Licence.choices,
        default=Licence.UNKNOWN,
        help_text=_("What others may do with it. As long as it is unknown, it may only be linked."),
    )
    source = models.CharField(
        _("source"), max_length=300, blank=True, help_text=_("Where it comes from: an address or a title.")
    )
    consent = models.CharField(
        _("consent"),
        max_length=300,
        blank=True,
        help_text=_("Who is shown or named, that they agreed, to what and until when."),
    )

    class Meta:
        abstract = True


PROVENANCE_FIELDS = ("author", "licence", "source", "consent")


class CreditedImage(Provenance, AbstractImage):  # type: ignore[django-manager-missing]  # noqa: DJ008  Wagtail's
    admin_form_fields = (*WagtailImage.admin_form_fields, *PROVENANCE_FIELDS)

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class Rendition(AbstractRendition):
    image = models.ForeignKey(CreditedImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once_per_filter"
            )
        ]


class CreditedDocument(Provenance, AbstractDocument):  # type: ignore[django-manager-missing]  # noqa: DJ008  Wagtail's
    admin_form_fields = (*WagtailDocument.admin_form_fields, *PROVENANCE_FIELDS)

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
