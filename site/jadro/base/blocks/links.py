from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page


class LinkValue(blocks.StructValue):
    @property
    def page_here(self) -> Page | None:
        """The chosen page in the reader's language, if it is public."""
        page = self.get("page")
        page = page.localized if page else None
        return page if page and page.live else None

    @property
    def address(self) -> str:
        page = self.page_here
        return page.url if page else self.get("url") or ""

    @property
    def shown_title(self) -> str:
        page = self.page_here
        return self.get("title") or (page.title if page else self.get("url") or "")


class LinkBlock(blocks.StructBlock):
    is_address_required = True
    page = blocks.PageChooserBlock(
        label=_("page of this site"),
        required=False,
        help_text=_("Readers get it in their own language where it is translated."),
    )
    url = blocks.URLBlock(
        label=_("or an address elsewhere"),
        required=False,
        help_text=_("Beginning with https://. Left empty for a page here."),
    )
    title = blocks.CharBlock(
        label=_("title"),
        required=False,
        max_length=200,
        help_text=_("The words of the link. Left empty, a page here gives its own title."),
    )
    why = blocks.CharBlock(
        label=_("why read it"),
        required=False,
        max_length=250,
        help_text=_("What a reader finds there, in one sentence."),
    )

    class Meta:
        value_class = LinkValue
        icon = "link"
        label = _("Link")

    def clean(self, value: Any) -> LinkValue:
        value = super().clean(value)
        if self.is_address_required and not value["page"] and not value["url"]:
            raise StructBlockValidationError(
                block_errors={"url": ValidationError(_("Choose a page or write an address."))}
            )
        if not value["title"] and not value["page"]:
            asked = _("An address elsewhere needs a title.") if value["url"] else _("Write what it is called.")
            raise StructBlockValidationError(block_errors={"title": ValidationError(asked)})
        return value


class FurtherReadingBlock(blocks.StructBlock):
    links = blocks.ListBlock(LinkBlock(), label=_("links"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Further reading")
        help_text = _("Where to go on from here, with a reason for each.")
        template = "blocks/further_reading.html"
