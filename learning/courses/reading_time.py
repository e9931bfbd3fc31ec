"""How long a text takes to read. The figure that readers see is the editor's, who knows how long its tasks take."""

from django.utils.html import format_html
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue

# Of a text with words of the law in it, read by somebody who means to use it.
WORDS_A_MINUTE = 180


def minutes_to_read(body: StreamValue) -> int:
    """Whole minutes, begun ones counted; 0 for a text without words."""
    words = sum(len(str(piece).split()) for block in body for piece in block.block.get_searchable_content(block.value))
    return -(-words // WORDS_A_MINUTE)


class MinutesPanel(FieldPanel):
    """Says beside the field how long the text that was saved last takes to read."""

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            minutes = minutes_to_read(self.instance.body)
            if minutes and self.bound_field:  # there is none where two versions are compared
                estimate = ngettext(
                    "Reading the text as saved takes about %(number)s minute, without its tasks.",
                    "Reading the text as saved takes about %(number)s minutes, without its tasks.",
                    minutes,
                ) % {"number": minutes}
                self.help_text = format_html("{} {}", self.bound_field.help_text, estimate)
