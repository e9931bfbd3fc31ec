"""What the page of a toolkit is made of: the blocks every text has, and steps."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from jadro.base.blocks import TEXT_BLOCKS
from jadro.base.blocks.links import LinkBlock


class WorksheetChooserBlock(SnippetChooserBlock):
    """Chooses a worksheet template in the language of the source; readers get it in theirs, so nobody translates it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("toolkits.WorksheetTemplate", **kwargs)

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []

    def restore_translated_segments(self, value: Any, segments: Any) -> Any:
        return value

    class Meta:
        icon = "clipboard-list"
        label = _("Worksheet")


class SourceBlock(LinkBlock):
    """Where to read on. A law or a book need not stand on the web: without an address it is told by its title."""

    is_address_required = False


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("step"), max_length=120, help_text=_("What is done, in a few words."))
    instruction = blocks.TextBlock(
        label=_("what to do"), required=False, max_length=600, help_text=_("Stands under the title, always open.")
    )
    worksheet = WorksheetChooserBlock(
        label=_("worksheet"), required=False, help_text=_("What is filled in here. Left empty for a step without one.")
    )
    why = blocks.TextBlock(label=_("why"), required=False, help_text=_("What would go wrong without this step."))
    how = blocks.TextBlock(label=_("how"), required=False, help_text=_("How a group goes about it."))
    example = blocks.TextBlock(
        label=_("example"), required=False, help_text=_("How others did it. Names only with consent.")
    )
    mistakes = blocks.ListBlock(
        blocks.TextBlock(label=_("mistake"), help_text=_("One sentence each.")),
        label=_("common mistakes"),
        default=[],
        required=False,
    )
    resources = blocks.ListBlock(
        SourceBlock(), label=_("further resources"), default=[], required=False, help_text=_("Where to read on.")
    )
    minutes = blocks.IntegerBlock(
        label=_("minutes"), required=False, min_value=1, help_text=_("Left empty where it is not worth telling.")
    )
    people = blocks.CharBlock(
        label=_("people"), required=False, max_length=250, help_text=_("Who is needed for it, if not everybody.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Step")
        help_text = _("Something to do, with why, how, what goes wrong, and its worksheet.")
        template = "blocks/step.html"
        # Its worksheet is published by itself, and how far a reader is in it differs.
        other_content_template = "blocks/step_worksheet.html"


class ToolkitBody(blocks.StreamBlock):
    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__([("step", StepBlock()), *TEXT_BLOCKS, *(local_blocks or [])], **kwargs)


def steps_in(body: blocks.StreamValue) -> list[tuple[UUID, str, int | None]]:
    """Block id, title and worksheet (its row in the source's language) of each step. Read from the stored form: no
    block is built for it."""
    return [
        (UUID(block["id"]), block["value"].get("title", ""), block["value"].get("worksheet"))
        for block in body.raw_data
        if block["type"] == "step"
    ]
