"""Blocks of words."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

# No italics (Cyrillic italic is another alphabet, see docs/decisions) and no headings, which are blocks of their own.
INLINE = ["bold", "link", "document-link"]
RICH = [*INLINE, "ol", "ul"]
PARAGRAPH_HELP = _("Paragraphs and lists. Bold marks the few words a reader must not miss.")


class ParagraphBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH)
        # A block that is one field shows this one, not that of Meta.
        kwargs.setdefault("help_text", PARAGRAPH_HELP)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        help_text = PARAGRAPH_HELP
        template = "blocks/paragraph.html"


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("heading"), max_length=120, help_text=_("A few words. A sentence is better begun in the text.")
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        help_text = _("Says what follows. It also stands in the list “on this page”.")
        template = "blocks/heading.html"


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("quotation"), help_text=_("Without quotation marks; they are added."))
    source = blocks.CharBlock(
        label=_("source"),
        required=False,
        max_length=200,
        help_text=_("The document, or the role of the person. A name only when the person agreed."),
    )
    link = blocks.URLBlock(
        label=_("address of the source"), required=False, help_text=_("Where the words can be read in full.")
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        help_text = _("Somebody’s words, large, with their source.")
        template = "blocks/quotation.html"


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[("info", _("good to know")), ("check", _("to be checked")), ("warning", _("take care"))],
        default="info",
        help_text=_("Decides the mark and the colour. “To be checked” tells readers that it may still change."),
    )
    text = blocks.RichTextBlock(label=_("text"), features=INLINE, help_text=_("One to three sentences."))

    class Meta:
        icon = "warning"
        label = _("Callout")
        help_text = _("A note beside the main text. At most one on a screen.")
        template = "blocks/callout.html"


class DefinitionBlock(blocks.StructBlock):
    term = blocks.CharBlock(label=_("term"), max_length=80, help_text=_("As it is used in the text."))
    meaning = blocks.TextBlock(label=_("meaning"), help_text=_("One or two sentences."))

    class Meta:
        icon = "help"
        label = _("Definition")
        help_text = _("What a word means here. Use the network’s own term.")
        template = "blocks/definition.html"


class StepsBlock(blocks.StructBlock):
    steps = blocks.ListBlock(
        blocks.StructBlock(
            [
                (
                    "title",
                    blocks.CharBlock(
                        label=_("step"),
                        max_length=120,
                        help_text=_("What is done, beginning with a verb."),
                    ),
                ),
                (
                    "text",
                    blocks.TextBlock(
                        label=_("explanation"), required=False, help_text=_("How, with whom, and what comes out of it.")
                    ),
                ),
            ]
        ),
        label=_("steps"),
        min_num=2,
    )

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        help_text = _("Things done one after another. Each begins with a verb.")
        template = "blocks/steps.html"
