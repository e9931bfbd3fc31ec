"""What a lesson's text is made of: the blocks every page has, a task to do alone, and what counts: quizzes, worksheets,
and the plan they fill."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from jadro.base.blocks import TEXT_BLOCKS
from learning.courses.choices import ActivityKind
from learning.courses.quiz_blocks import QuizBlock
from learning.toolkits.blocks import WorksheetChooserBlock


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


class WorksheetBlock(blocks.StructBlock):
    """Points at a worksheet. What is done is the worksheet itself, so it counts once, wherever else it stands."""

    worksheet = WorksheetChooserBlock(help_text=_("Another one can be chosen later; what was done stays done."))
    text = blocks.TextBlock(
        label=_("what to do"),
        required=False,
        max_length=600,
        help_text=_("What this lesson asks of it, such as which of its fields to begin with."),
    )
    is_required = blocks.BooleanBlock(
        label=_("needed to finish"),
        required=False,
        default=True,
        help_text=_("Without it the worksheet is offered and counts as optional, like an optional lesson."),
    )

    class Meta:
        icon = "clipboard-list"
        label = _("Worksheet")
        help_text = _("A worksheet that members fill in in their plan. When it is done says the worksheet itself.")
        template = "blocks/worksheet.html"
        # It is published by itself, and how far a reader is in it differs.
        shows_other_content = True


class PlanBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120, help_text=_("How it is called in the list of lessons."))
    text = blocks.TextBlock(
        label=_("what to do"), required=False, max_length=600, help_text=_("Stands above the plan, always open.")
    )
    is_required = blocks.BooleanBlock(
        label=_("needed to finish"),
        required=False,
        default=True,
        help_text=_("Without it the plan is offered and counts as optional, like an optional lesson."),
    )

    class Meta:
        icon = "list-ul"
        label = _("The whole plan")
        help_text = _("What the worksheets of a course come to. It is done when the whole plan is handed in.")
        template = "blocks/plan.html"
        # How far a reader's plan is differs.
        shows_other_content = True


class LessonBody(blocks.StreamBlock):
    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        counted = [("quiz", QuizBlock()), ("worksheet", WorksheetBlock()), ("plan", PlanBlock())]
        super().__init__([*TEXT_BLOCKS, ("task", TaskBlock()), *counted, *(local_blocks or [])], **kwargs)


@dataclass(frozen=True)
class CountedBlock:
    """A block of a lesson that is an activity, or points at one: `template_id` is the row of a worksheet's template in
    the language of the source. Whether it is needed to finish holds where its lesson is."""

    block_id: UUID
    kind: ActivityKind
    title: str
    is_required: bool
    template_id: int | None


def counted_in(body: blocks.StreamValue) -> list[CountedBlock]:
    """Those of a lesson's text, in order. Read from the stored form: no block is built for it."""
    return list(_counted(body))


def _counted(body: blocks.StreamValue) -> Iterator[CountedBlock]:
    for block in body.raw_data:
        value = block["value"]
        match block["type"]:
            case "quiz" | "plan":
                kind = ActivityKind(block["type"])
                yield CountedBlock(
                    UUID(block["id"]), kind, value.get("title", ""), value.get("is_required", True), template_id=None
                )
            case "worksheet" if value.get("worksheet"):
                yield CountedBlock(
                    UUID(block["id"]), ActivityKind.WORKSHEET, "", value.get("is_required", True), value["worksheet"]
                )


def templates_in(bodies: Iterable[blocks.StreamValue]) -> set[int]:
    """Rows of the worksheet templates that these texts point at."""
    return {block.template_id for body in bodies for block in counted_in(body) if block.template_id is not None}
