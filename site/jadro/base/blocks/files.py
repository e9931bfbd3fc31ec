"""Blocks that show something that is kept or lives elsewhere: pictures, tables, files, embeds."""

from itertools import zip_longest
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.finders.oembed import OEmbedFinder
from wagtail.embeds.models import Embed
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"), help_text=_("Choose one that is here already, or bring a new one."))
    alternative = blocks.CharBlock(
        label=_("alternative text"),
        required=False,
        max_length=250,
        help_text=_("What the picture says, for those who do not see it. A decorative picture has none."),
    )
    is_decorative = blocks.BooleanBlock(
        label=_("decorative"), required=False, help_text=_("The text loses nothing without it.")
    )
    caption = blocks.CharBlock(
        label=_("caption"), required=False, max_length=250, help_text=_("Stands under the picture, for everybody.")
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        help_text = _("With its alternative text. Author and licence are printed from the picture’s own page.")
        template = "blocks/picture.html"

    def clean(self, value: Any) -> blocks.StructValue:
        value = super().clean(value)
        if bool(value["alternative"]) == value["is_decorative"]:
            asked = (
                _("A decorative picture is not read aloud. Take the text out, or untick “decorative”.")
                if value["is_decorative"]
                else _("Write what the picture says, or mark it as decorative.")
            )
            raise StructBlockValidationError(block_errors={"alternative": ValidationError(asked)})
        return value


class TableValue(blocks.StructValue):
    @property
    def lines(self) -> list[list[str]]:
        return [[cell or "" for cell in line] for line in (self["table"] or {}).get("data") or []]

    @property
    def head(self) -> list[str]:
        return next(iter(self.lines), [])

    @property
    def rows(self) -> list[list[tuple[str, str]]]:
        """Rows below the heading as (heading of the column, cell), for tables that fold into lines."""
        return [list(zip_longest(self.head, line, fillvalue="")) for line in self.lines[1:]]


class TableTextBlock(blocks.StructBlock):
    caption = blocks.CharBlock(
        label=_("caption"), max_length=200, help_text=_("Says what the table shows; read aloud before it.")
    )
    table = TableBlock(
        label=_("table"),
        help_text=_("Short words and numbers. What needs sentences is better told in a list."),
        table_options={"startRows": 3, "startCols": 2, "contextMenu": ["row_above", "row_below", "---------",
                       "col_left", "col_right", "---------", "remove_row", "remove_col", "---------", "undo", "redo"]},
    )  # fmt: skip

    class Meta:
        icon = "table"
        label = _("Table")
        help_text = _("The first row is the heading. On a phone every row becomes lines.")
        template = "blocks/table.html"
        value_class = TableValue


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(
        label=_("file"), help_text=_("Choose one that is here already, or bring a new one.")
    )
    note = blocks.CharBlock(
        label=_("what it is for"),
        required=False,
        max_length=200,
        help_text=_("What a reader does with it, in one sentence."),
    )

    class Meta:
        icon = "doc-full"
        label = _("File")
        help_text = _("A document to take along. Its kind and size stand beside it.")
        template = "blocks/file.html"


class EmbedValue(blocks.StructValue):
    @property
    def host(self) -> str:
        return (urlsplit(self["url"]).hostname or "").removeprefix("www.")

    @property
    def known(self) -> Embed | None:
        """What was learnt about the address when the page was saved; nothing is fetched while a page is shown."""
        return Embed.objects.filter(hash=get_embed_hash(self["url"])).first()


class EmbedBlock(blocks.StructBlock):
    """Something on another site. It is named and linked, never loaded into the page: a reader calls no other host
    before a click."""

    url = blocks.URLBlock(
        label=_("address"), help_text=_("The address of the video or post itself, as the browser shows it.")
    )
    title = blocks.CharBlock(
        label=_("title"), required=False, max_length=200, help_text=_("Left empty, the other site’s own title is used.")
    )

    class Meta:
        icon = "media"
        label = _("Video or page elsewhere")
        shows_other_content = True  # rendered with each page, see jadro.editions
        help_text = _("A video, recording or post on another site. Readers go there only by a click.")
        template = "blocks/embed.html"
        value_class = EmbedValue

    def clean(self, value: Any) -> blocks.StructValue:
        value = super().clean(value)
        if not OEmbedFinder().accept(value["url"]):
            raise StructBlockValidationError(
                block_errors={
                    "url": ValidationError(_("Nothing is known of this site. Use a link in the text instead."))
                }
            )
        return value
