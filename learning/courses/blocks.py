"""What a lesson's text is made of: the blocks every page has, a task to do alone, and quizzes."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from jadro.base.blocks import TEXT_BLOCKS
from learning.courses.quiz_blocks import QuizBlock


class TaskBlock(blocks.StructBlock):
    text = blocks.TextBlock(
        label=_("task"),
        help_text=_("Something to do in the reader’s own place. It is not handed in and does not count."),
    )

    class Meta:
        icon = "edit"
        label = _("Task")
        help_text = _("“Try it”: what to write, ask or look up after reading.")
        template = "blocks/task.html"


class LessonBody(blocks.StreamBlock):
    def __init__(self, local_blocks=None, **kwargs):
        super().__init__([*TEXT_BLOCKS, ("task", TaskBlock()), ("quiz", QuizBlock()), *(local_blocks or [])], **kwargs)
