"""Blocks that only the front page and standard pages use."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from jadro.aims.choices import Kind
from jadro.aims.models import Aim
from jadro.base.blocks import TEXT_BLOCKS
from jadro.base.blocks.links import LinkBlock


class WaysBlock(blocks.StructBlock):
    ways = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(label=_("title"), max_length=60, help_text=_("Begins with a verb."))),
                ("text", blocks.TextBlock(label=_("text"), max_length=300, help_text=_("One or two sentences."))),
                ("links", blocks.ListBlock(LinkBlock(), label=_("link"), max_num=1, default=[])),
            ]
        ),
        label=_("ways"),
        min_num=2,
        max_num=4,
    )

    class Meta:
        icon = "list-ul"
        label = _("What one can do here")
        help_text = _("Two to four short columns.")
        template = "blocks/ways.html"


class CoursesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=80, help_text=_("Stands above the list."))

    class Meta:
        icon = "form"
        label = _("Courses")
        shows_other_content = True  # rendered with each page, see jadro.editions
        help_text = _("The first three courses, in the order of their section.")
        template = "blocks/courses.html"


class StatementBlock(blocks.StructBlock):
    text = blocks.TextBlock(
        label=_("statement"), max_length=300, help_text=_("Large, across the whole page. Without quotation marks.")
    )
    detail = blocks.TextBlock(
        label=_("detail"), required=False, max_length=400, help_text=_("Smaller, under the statement.")
    )
    links = blocks.ListBlock(LinkBlock(), label=_("link"), max_num=1, default=[])

    class Meta:
        icon = "openquote"
        label = _("Statement")
        help_text = _("One sentence of the association on a dark band across the page.")
        template = "blocks/statement.html"


class AimsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=80, required=False, help_text=_("Stands above the list."))
    kind = blocks.ChoiceBlock(
        label=_("which aims"),
        choices=Kind.choices,
        default=Kind.SPECIFIC,
        help_text=_("Their texts are written once, in the list of aims."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Aims")
        shows_other_content = True  # rendered with each page, see jadro.editions
        help_text = _("The association’s aims, from the list of aims.")
        template = "blocks/aims.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["aims"] = Aim.objects.in_order().filter(kind=value["kind"])
        return context


class HomeBody(blocks.StreamBlock):
    ways = WaysBlock()
    courses = CoursesBlock()
    statement = StatementBlock()
    aims = AimsBlock()


class StandardBody(blocks.StreamBlock):
    def __init__(self, local_blocks=None, **kwargs):
        super().__init__([*TEXT_BLOCKS, ("aims", AimsBlock()), *(local_blocks or [])], **kwargs)
