"""Quizzes as editors write them. What is asked of a learner, and whether it was right, is for `learning.quizzes`.

`QuizValue.asked` is what that app keeps of a quiz. Questions, options, pairs and items are known by the ids of their
blocks, never by their text.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from learning.courses.choices import QuestionKind, ShowAnswers


class LinesBlock(blocks.FieldBlock):
    """Lines of text that are the same in every language; not offered for translation."""

    def __init__(self, required: bool = True, help_text: Any = None, max_length: int = 2000, **kwargs: Any) -> None:
        self.field = forms.CharField(
            required=required, help_text=help_text, max_length=max_length, widget=forms.Textarea(attrs={"rows": 4})
        )
        super().__init__(**kwargs)


# --- Questions -------------------------------------------------------------------------------------------------------


class QuestionValue(blocks.StructValue):
    def content(self) -> dict[str, Any]:
        """What there is to know of the question, for JSON; what its kind adds comes from `own_content`."""
        lesson = self.get("read_more")
        return {
            "text": self["text"],
            "explanation": self["explanation"],
            "read_more": str(lesson.translation_key) if lesson else None,
            **self.own_content(),
        }

    def own_content(self) -> dict[str, Any]:
        raise NotImplementedError


class QuestionBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("question"), help_text=_("One thing at a time, in one or two sentences."))

    class Meta:
        value_class = QuestionValue

    def __init__(self, local_blocks=None, **kwargs):
        shared = [
            (
                "explanation",
                blocks.TextBlock(
                    label=_("why"),
                    required=False,
                    help_text=_(
                        "Shown after answering, whether it was right or not: the reason, and what to remember."
                    ),
                ),
            ),
            (
                "read_more",
                blocks.PageChooserBlock(
                    label=_("where to read"),
                    required=False,
                    page_type="courses.LessonPage",
                    help_text=_("The lesson that answers it, offered to who was wrong."),
                ),
            ),
        ]
        super().__init__([*(local_blocks or []), *shared], **kwargs)


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("answer"), max_length=250, help_text=_("As short as the others."))
    is_right = blocks.BooleanBlock(label=_("right"), required=False, help_text=_("Tick what is right."))
    feedback = blocks.CharBlock(
        label=_("feedback"),
        required=False,
        max_length=300,
        help_text=_("Told to who chose it: what makes it look right, or why it is."),
    )

    class Meta:
        icon = "radio-empty"
        label = _("Answer")


class OptionsValue(QuestionValue):
    def own_content(self) -> dict[str, Any]:
        options = (
            {
                "id": option.id,
                "text": option.value["text"],
                "is_right": option.value["is_right"],
                "feedback": option.value["feedback"],
            }
            for option in self["options"].bound_blocks
        )
        return {"options": list(options)}


class OptionsBlock(QuestionBlock):
    """A question with answers to choose from."""

    options = blocks.ListBlock(OptionBlock(), label=_("answers"), min_num=2, max_num=12)

    class Meta:
        value_class = OptionsValue

    def clean(self, value: Any) -> blocks.StructValue:
        value = super().clean(value)
        if (problem := self.problem_with(sum(option["is_right"] for option in value["options"]))) is not None:
            raise StructBlockValidationError(non_block_errors=[ValidationError(problem)])
        return value

    def problem_with(self, right_count: int) -> Any:
        raise NotImplementedError


class SingleBlock(OptionsBlock):
    class Meta:
        icon = "radio-full"
        label = QuestionKind.SINGLE.label
        help_text = _("One of the answers is right.")

    def problem_with(self, right_count: int) -> Any:
        return None if right_count == 1 else _("Tick exactly one right answer.")


class MultipleBlock(OptionsBlock):
    class Meta:
        icon = "tick"
        label = QuestionKind.MULTIPLE.label
        help_text = _("Several answers may be right. It is answered rightly when exactly these are ticked.")

    def problem_with(self, right_count: int) -> Any:
        return None if right_count else _("Tick at least one right answer.")


class TrueFalseValue(QuestionValue):
    def own_content(self) -> dict[str, Any]:
        return {
            "is_true": self["is_true"],
            "feedback_true": self["feedback_true"],
            "feedback_false": self["feedback_false"],
        }


class TrueFalseBlock(QuestionBlock):
    is_true = blocks.BooleanBlock(
        label=_("it is true"), required=False, help_text=_("Ticked when the statement is true.")
    )
    feedback_true = blocks.CharBlock(
        label=_("feedback to “true”"), required=False, max_length=300, help_text=_("Told to who called it true.")
    )
    feedback_false = blocks.CharBlock(
        label=_("feedback to “false”"), required=False, max_length=300, help_text=_("Told to who called it false.")
    )

    class Meta:
        value_class = TrueFalseValue
        icon = "help"
        label = QuestionKind.TRUE_FALSE.label
        help_text = _("A statement to be called true or false.")


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(label=_("left"), max_length=200, help_text=_("Stays where it is."))
    right = blocks.CharBlock(
        label=_("what belongs to it"), max_length=200, help_text=_("Is looked for in a list. No two may be the same.")
    )

    class Meta:
        icon = "link"
        label = _("Pair")


class MatchingValue(QuestionValue):
    def own_content(self) -> dict[str, Any]:
        pairs = (
            {"id": pair.id, "left": pair.value["left"], "right": pair.value["right"]}
            for pair in self["pairs"].bound_blocks
        )
        return {"pairs": list(pairs)}


class MatchingBlock(QuestionBlock):
    pairs = blocks.ListBlock(PairBlock(), label=_("pairs"), min_num=2, max_num=10)

    class Meta:
        value_class = MatchingValue
        icon = "link"
        label = QuestionKind.MATCHING.label
        help_text = _("Written as they belong together. The right-hand sides are mixed when it is asked.")

    def clean(self, value: Any) -> blocks.StructValue:
        value = super().clean(value)
        rights = [pair["right"].strip().casefold() for pair in value["pairs"]]
        if len(set(rights)) < len(rights):
            same = _("Two right-hand sides are the same, so nobody could tell them apart.")
            raise StructBlockValidationError(non_block_errors=[ValidationError(same)])
        return value


class OrderingValue(QuestionValue):
    def own_content(self) -> dict[str, Any]:
        return {"items": [{"id": item.id, "text": item.value} for item in self["sequence"].bound_blocks]}


class OrderingBlock(QuestionBlock):
    sequence = blocks.ListBlock(
        blocks.CharBlock(max_length=200, help_text=_("The first comes first.")),
        label=_("items in their right order"),
        min_num=2,
        max_num=10,
    )

    class Meta:
        value_class = OrderingValue
        icon = "list-ol"
        label = QuestionKind.ORDERING.label
        help_text = _("Written in the right order. They are mixed when it is asked.")


class ShortTextValue(QuestionValue):
    def own_content(self) -> dict[str, Any]:
        lines = (line.strip() for line in self["accepted"].splitlines())
        return {"accepted": [line for line in lines if line]}


class ShortTextBlock(QuestionBlock):
    accepted = LinesBlock(
        label=_("accepted answers"),
        help_text=_(
            "One on a line, in all languages together; the first is shown as the answer. Capitals, accents and the "
            "alphabet make no difference."
        ),
    )

    class Meta:
        value_class = ShortTextValue
        icon = "edit"
        label = QuestionKind.SHORT_TEXT.label
        help_text = _("A word or a few to type.")


class NumberValue(QuestionValue):
    def own_content(self) -> dict[str, Any]:
        return {"number": str(self["number"]), "tolerance": str(self["tolerance"]), "unit": self["unit"]}


class NumberBlock(QuestionBlock):
    number = blocks.DecimalBlock(
        label=_("number"), max_digits=15, decimal_places=4, help_text=_("The right answer, without its unit.")
    )
    tolerance = blocks.DecimalBlock(
        label=_("tolerance"),
        default=0,
        min_value=0,
        max_digits=15,
        decimal_places=4,
        help_text=_("How far from the number an answer may be and still be right. 0 asks for the number itself."),
    )
    unit = blocks.CharBlock(label=_("unit"), required=False, max_length=30, help_text=_("Stands behind the field."))

    class Meta:
        value_class = NumberValue
        icon = "decimal"
        label = QuestionKind.NUMBER.label
        help_text = _("A number to type, with decimal comma or point.")


class OpenValue(QuestionValue):
    def own_content(self) -> dict[str, Any]:
        return {"model": self["model"]}


class OpenBlock(QuestionBlock):
    model = blocks.TextBlock(
        label=_("model answer"),
        help_text=_("Shown after answering. Learners compare and say for themselves how close they came."),
    )

    class Meta:
        value_class = OpenValue
        icon = "pilcrow"
        label = QuestionKind.OPEN.label
        help_text = _("Something to write that nobody marks. It does not count towards the pass mark.")


class QuestionsBlock(blocks.StreamBlock):
    single = SingleBlock()
    multiple = MultipleBlock()
    true_false = TrueFalseBlock()
    matching = MatchingBlock()
    ordering = OrderingBlock()
    short_text = ShortTextBlock()
    number = NumberBlock()
    open = OpenBlock()

    class Meta:
        label = _("questions")
        min_num = 1
        max_num = 40


# --- The quiz --------------------------------------------------------------------------------------------------------


class QuizValue(blocks.StructValue):
    def asked(self, language: str) -> dict[str, Any]:
        """Everything that is asked and how it is judged, for JSON. `language` is the one its texts are in."""
        return {
            "language": language,
            "title": self["title"],
            "pass_percent": self["pass_percent"],
            "attempts": self["attempts"],
            "is_shuffled": self["is_shuffled"],
            "show_answers": self["show_answers"],
            "questions": [
                {"id": question.id, "kind": question.block_type, **question.value.content()}
                for question in self["questions"]
            ],
        }


# How a quiz is judged and given; the rest of it are words.
RULES = {"pass_percent", "attempts", "is_shuffled", "show_answers"}
RULES |= {"is_right", "is_true", "number", "tolerance", "accepted"}


def with_rules_of(source: Any, stored: Any) -> Any:
    """A quiz as it is stored, with the rules of another one and its own words; parts belong together by their ids."""
    if isinstance(stored, dict) and isinstance(source, dict):
        return {
            name: source.get(name, value) if name in RULES else with_rules_of(source.get(name), value)
            for name, value in stored.items()
        }
    if isinstance(stored, list) and isinstance(source, list):
        sources = {item["id"]: item for item in source if isinstance(item, dict) and "id" in item}
        return [
            with_rules_of(sources.get(item["id"]), item) if isinstance(item, dict) and "id" in item else item
            for item in stored
        ]
    return stored


class QuizBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("title"), max_length=120, help_text=_("What is checked, such as “Check: the municipal budget”.")
    )
    questions = QuestionsBlock()
    pass_percent = blocks.IntegerBlock(
        label=_("pass mark"),
        default=60,
        min_value=0,
        max_value=100,
        help_text=_("Per cent of the questions that have a right answer; rounded up to whole questions."),
    )
    attempts = blocks.IntegerBlock(
        label=_("attempts"), default=0, min_value=0, max_value=99, help_text=_("0 for as many as people like.")
    )
    is_shuffled = blocks.BooleanBlock(
        label=_("mix the answers"),
        default=True,
        required=False,
        help_text=_("Shows the answers of a question in another order to each person and at each attempt."),
    )
    show_answers = blocks.ChoiceBlock(
        label=_("show right answers"),
        choices=ShowAnswers.choices,
        default=ShowAnswers.ALWAYS,
        help_text=_("People learn most when they see them at once."),
    )

    class Meta:
        value_class = QuizValue
        icon = "form"
        label = _("Quiz")
        help_text = _("Questions that are marked at once. Passing it counts in the course.")
        template = "blocks/quiz.html"
        # Its form differs from reader to reader.
        shows_other_content = True


def quizzes_in(body: blocks.StreamValue) -> list[tuple[UUID, str]]:
    """Block id and title of each quiz in a lesson's text. Read from the stored form: no block is built for it."""
    return [(UUID(block["id"]), block["value"].get("title", "")) for block in body.raw_data if block["type"] == "quiz"]
