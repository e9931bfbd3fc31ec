"""The fields of worksheet templates, as an editor writes them.

A field is a block; its id stays when the field is moved, renamed or corrected. Its words are translated, the rest is
that of the source in every language. `content()` of a field is what plans keep and show, plain values for JSON:

    {"id", "kind", "key", "shared_key", "label", "help", "is_required", "is_private", "example", ... of its kind}
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from learning.toolkits.choices import LINE_LENGTH, MOST_ROWS, TEXT_LENGTH, ColumnKind, Currency
from learning.toolkits.choices import FieldKind as Kind


class KeyBlock(blocks.RegexBlock):
    """A name for machines. Not a CharBlock, so wagtail-localize has nobody translate it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("regex", r"^[a-z][a-z0-9_]{0,39}$")
        kwargs.setdefault(
            "error_messages",
            {"invalid": _("Small Latin letters, digits and _ alone, beginning with a letter, at most 40.")},
        )
        super().__init__(**kwargs)


def is_repeated(keys: Iterable[str]) -> str:
    """The first key that stands twice, or nothing."""
    return next((key for key, number in Counter(keys).items() if number > 1), "")


def refuse_repeated(keys: Iterable[str]) -> None:
    if key := is_repeated(keys):
        twice = _("The key “%(key)s” stands twice. Give each its own.") % {"key": key}
        raise StructBlockValidationError(non_block_errors=[ValidationError(twice)])


class FieldValue(blocks.StructValue):
    def content(self) -> dict[str, Any]:
        """What every field has, and what its kind adds, for JSON."""
        shared = {
            name: self[name] for name in ("key", "shared_key", "label", "help", "is_required", "is_private", "example")
        }
        return shared | self.own_content()

    def own_content(self) -> dict[str, Any]:
        return {}


EXAMPLE_HELP = _("Opens beside the field. Invented, or told with the consent of those it is about.")
TABLE_EXAMPLE_HELP = _("One row on a line, its cells parted by | in the order of the columns.")


class FieldBlock(blocks.StructBlock):
    """What every field has. A kind adds its own settings between."""

    example_help: Any = EXAMPLE_HELP
    label = blocks.CharBlock(label=_("label"), max_length=150, help_text=_("What is asked, as members read it."))
    help = blocks.CharBlock(
        label=_("help"),
        required=False,
        max_length=300,
        help_text=_("Stands under the label: what makes a good answer."),
    )

    class Meta:
        value_class = FieldValue

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        shared = [
            (
                "example",
                blocks.TextBlock(
                    label=_("filled example"),
                    required=False,
                    help_text=self.example_help,
                ),
            ),
            (
                "is_required",
                blocks.BooleanBlock(
                    label=_("required"),
                    required=False,
                    help_text=_("The worksheet counts as filled only with an answer here."),
                ),
            ),
            (
                "is_private",
                blocks.BooleanBlock(
                    label=_("private"),
                    required=False,
                    help_text=_(
                        "For opinions on people: seen by the team of the plan and its named mentor alone, and left out "
                        "of the joined plan, its booklet and every figure."
                    ),
                ),
            ),
            (
                "key",
                KeyBlock(
                    label=_("key"),
                    help_text=_("Names the field in files that leave the site. Latin letters; it stays for good."),
                ),
            ),
            (
                "shared_key",
                KeyBlock(
                    label=_("shared key"),
                    required=False,
                    help_text=_(
                        "Fields with the same shared key are one answer of a plan, whichever worksheet asks: answered "
                        "once, offered everywhere."
                    ),
                ),
            ),
        ]
        super().__init__([*(local_blocks or []), *shared], **kwargs)


class TextValue(FieldValue):
    def own_content(self) -> dict[str, Any]:
        return {"max_length": self["max_length"] or self.block.longest}


# In the editor's language, not in the one in which this module is imported.
left_empty = lazy(lambda number: gettext("Left empty: %(number)s.") % {"number": number}, str)


class TextFieldBlock(FieldBlock):
    longest: int

    class Meta:
        value_class = TextValue


class ShortTextBlock(TextFieldBlock):
    longest = LINE_LENGTH
    max_length = blocks.IntegerBlock(
        label=_("most characters"),
        required=False,
        min_value=10,
        max_value=LINE_LENGTH,
        help_text=left_empty(LINE_LENGTH),
    )

    class Meta:
        icon = "pilcrow"
        label = Kind.SHORT_TEXT.label
        help_text = _("A few words or one sentence.")


class LongTextBlock(TextFieldBlock):
    longest = TEXT_LENGTH
    max_length = blocks.IntegerBlock(
        label=_("most characters"),
        required=False,
        min_value=10,
        max_value=TEXT_LENGTH,
        help_text=left_empty(TEXT_LENGTH),
    )

    class Meta:
        icon = "doc-full"
        label = Kind.LONG_TEXT.label
        help_text = _("One or several paragraphs.")


class OptionBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("answer"), max_length=150, help_text=_("As short as the others."))
    value = KeyBlock(label=_("key"), help_text=_("Names the answer in files that leave the site; it stays for good."))

    class Meta:
        icon = "radio-empty"
        label = _("Answer")


def option_list(**kwargs: Any) -> blocks.ListBlock:
    return blocks.ListBlock(OptionBlock(), label=_("answers"), max_num=20, **kwargs)


def options_of(value: Iterable[Any]) -> list[dict[str, str]]:
    return [{"value": option["value"], "label": option["label"]} for option in value]


class ChoiceValue(FieldValue):
    def own_content(self) -> dict[str, Any]:
        return {"options": options_of(self["options"])}


class ChoiceFieldBlock(FieldBlock):
    options = option_list(min_num=2)

    class Meta:
        value_class = ChoiceValue

    def clean(self, value: Any) -> blocks.StructValue:
        value = super().clean(value)
        refuse_repeated(option["value"] for option in value["options"])
        return value


class OneOfBlock(ChoiceFieldBlock):
    class Meta:
        icon = "radio-full"
        label = Kind.CHOICE.label
        help_text = _("One answer is chosen.")


class SeveralOfBlock(ChoiceFieldBlock):
    class Meta:
        icon = "tick"
        label = Kind.CHOICES.label
        help_text = _("Any number of answers is ticked.")


class YesNoBlock(FieldBlock):
    class Meta:
        icon = "help"
        label = Kind.YES_NO.label
        help_text = _("Yes or no, and a line for the reason.")


class NumberValue(FieldValue):
    def own_content(self) -> dict[str, Any]:
        limits = {name: self[name] for name in ("least", "most")}
        return {name: None if limit is None else str(limit) for name, limit in limits.items()} | {"unit": self["unit"]}


class NumberBlock(FieldBlock):
    least = blocks.DecimalBlock(
        label=_("least"), required=False, max_digits=15, decimal_places=2, help_text=_("Left empty: no limit.")
    )
    most = blocks.DecimalBlock(
        label=_("most"), required=False, max_digits=15, decimal_places=2, help_text=_("Left empty: no limit.")
    )
    unit = blocks.CharBlock(label=_("unit"), required=False, max_length=30, help_text=_("Stands behind the field."))

    class Meta:
        value_class = NumberValue
        icon = "decimal"
        label = Kind.NUMBER.label
        help_text = _("A number, with decimal comma or point.")

    def clean(self, value: Any) -> blocks.StructValue:
        value = super().clean(value)
        if None not in (value["least"], value["most"]) and value["least"] > value["most"]:
            turned = _("The least is more than the most.")
            raise StructBlockValidationError(block_errors={"least": ValidationError(turned)})
        return value


class MoneyValue(FieldValue):
    def own_content(self) -> dict[str, Any]:
        return {"currency": self["currency"]}


class MoneyBlock(FieldBlock):
    currency = blocks.ChoiceBlock(
        label=_("currency"),
        choices=Currency.choices,
        default=Currency.MKD,
        help_text=_("The one that is chosen beforehand; members may choose the other."),
    )

    class Meta:
        value_class = MoneyValue
        icon = "pick"
        label = Kind.MONEY.label
        help_text = _("An amount in denars or euros.")


class DateBlock(FieldBlock):
    class Meta:
        icon = "date"
        label = Kind.DATE.label
        help_text = _("A day.")


class ColumnBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("heading"), max_length=80, help_text=_("A word or two."))
    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=ColumnKind.choices,
        default=ColumnKind.SHORT_TEXT,
        help_text=_("What its cells take."),
    )
    options = option_list(default=[], required=False, help_text=_("Only for “one of several”."))
    currency = blocks.ChoiceBlock(
        label=_("currency"), choices=Currency.choices, default=Currency.MKD, help_text=_("Only for money.")
    )
    key = KeyBlock(label=_("key"), help_text=_("Names the column in files that leave the site; it stays for good."))

    class Meta:
        icon = "table"
        label = _("Column")

    def clean(self, value: Any) -> blocks.StructValue:
        value = super().clean(value)
        if (value["kind"] == ColumnKind.CHOICE) != bool(value["options"]):
            asked = _("Give at least one answer to choose from, for “one of several” and for nothing else.")
            raise StructBlockValidationError(block_errors={"kind": ValidationError(asked)})
        refuse_repeated(option["value"] for option in value["options"])
        return value


def column_content(column: Any) -> dict[str, Any]:
    content = {name: column[name] for name in ("key", "label", "kind")}
    if column["kind"] == ColumnKind.CHOICE:
        content["options"] = options_of(column["options"])
    if column["kind"] == ColumnKind.MONEY:
        content["currency"] = column["currency"]
    return content


class ShareBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("heading"), max_length=80, help_text=_("Such as “spent, of what was planned”."))
    part = KeyBlock(label=_("part"), help_text=_("Key of the column with the part."))
    whole = KeyBlock(label=_("whole"), help_text=_("Key of the column with the whole."))
    key = KeyBlock(label=_("key"), help_text=_("Names the column in files that leave the site; it stays for good."))

    class Meta:
        icon = "decimal"
        label = _("Share")


class TableValue(FieldValue):
    def own_content(self) -> dict[str, Any]:
        shares = self.get("shares") or []
        return {
            "columns": [column_content(column) for column in self["columns"]],
            "least_rows": self["least_rows"],
            "shares": [{name: share[name] for name in ("key", "label", "part", "whole")} for share in shares],
        }


class RowsFieldBlock(FieldBlock):
    example_help = format_lazy("{} {}", EXAMPLE_HELP, TABLE_EXAMPLE_HELP)
    columns = blocks.ListBlock(ColumnBlock(), label=_("columns"), min_num=1, max_num=10)
    least_rows = blocks.IntegerBlock(
        label=_("rows it needs"),
        default=0,
        min_value=0,
        max_value=MOST_ROWS,
        help_text=_("It counts as filled with this many rows. 0 for any number."),
    )

    class Meta:
        value_class = TableValue

    def clean(self, value: Any) -> blocks.StructValue:
        value = super().clean(value)
        refuse_repeated(column["key"] for column in value["columns"])
        return value


class TableBlock(RowsFieldBlock):
    shares = blocks.ListBlock(
        ShareBlock(),
        label=_("shares"),
        default=[],
        required=False,
        max_num=3,
        help_text=_("Columns that are reckoned, not typed: one column as a share of another, in per cent."),
    )

    class Meta:
        icon = "table"
        label = Kind.TABLE.label
        help_text = _("Rows with the same columns, as many as people need.")

    def clean(self, value: Any) -> blocks.StructValue:
        value = super().clean(value)
        numbers = {
            column["key"] for column in value["columns"] if column["kind"] in (ColumnKind.NUMBER, ColumnKind.MONEY)
        }
        kinds = [column["kind"] for column in value["columns"]]
        if kinds.count(ColumnKind.CONSENT) > (ColumnKind.SHORT_TEXT in kinds):
            asked = _("One column at most says who agreed to be named, beside a line of text with the name.")
            raise StructBlockValidationError(block_errors={"columns": ValidationError(asked)})
        for share in value["shares"]:
            if not {share["part"], share["whole"]} <= numbers:
                unknown = _("A share is reckoned from two columns of numbers or money of this table.")
                raise StructBlockValidationError(block_errors={"shares": ValidationError(unknown)})
        return value


class TimelineBlock(RowsFieldBlock):
    class Meta:
        icon = "date"
        label = Kind.TIMELINE.label
        help_text = _("Rows with a day; they are drawn as a line, and saved as a calendar.")

    def clean(self, value: Any) -> blocks.StructValue:
        value = super().clean(value)
        kinds = [column["kind"] for column in value["columns"]]
        if kinds.count(ColumnKind.DATE) != 1 or not {ColumnKind.SHORT_TEXT, ColumnKind.LONG_TEXT} & set(kinds):
            asked = _("A timeline has one column with a date and at least one with text.")
            raise StructBlockValidationError(block_errors={"columns": ValidationError(asked)})
        return value


class StakeholdersValue(FieldValue):
    def own_content(self) -> dict[str, Any]:
        return {"least_rows": self["least_rows"]}


class StakeholdersBlock(FieldBlock):
    """Its columns are always the same: the map is drawn from them."""

    example_help = RowsFieldBlock.example_help
    least_rows = blocks.IntegerBlock(
        label=_("stakeholders it needs"),
        default=5,
        min_value=0,
        max_value=MOST_ROWS,
        help_text=_("It counts as filled with this many. From five to twelve make a good map."),
    )

    class Meta:
        value_class = StakeholdersValue
        icon = "group"
        label = Kind.STAKEHOLDERS.label
        help_text = _("Who decides and who has a say, with influence and support. The map draws itself.")


class MunicipalityBlock(FieldBlock):
    class Meta:
        icon = "site"
        label = Kind.MUNICIPALITY.label
        help_text = _("One of the municipalities of the country.")


class InstitutionBlock(FieldBlock):
    class Meta:
        icon = "home"
        label = Kind.INSTITUTION.label
        help_text = _("One from the list of institutions, such as a municipal council.")


class FieldsBlock(blocks.StreamBlock):
    short_text = ShortTextBlock()
    long_text = LongTextBlock()
    choice = OneOfBlock()
    choices = SeveralOfBlock()
    yes_no = YesNoBlock()
    number = NumberBlock()
    money = MoneyBlock()
    date = DateBlock()
    table = TableBlock()
    timeline = TimelineBlock()
    stakeholders = StakeholdersBlock()
    municipality = MunicipalityBlock()
    institution = InstitutionBlock()

    class Meta:
        min_num = 1
        max_num = 30

    def clean(self, value: Any, **kwargs: Any) -> Any:
        value = super().clean(value, **kwargs)
        repeated = is_repeated(field.value["key"] for field in value) or is_repeated(
            field.value["shared_key"] for field in value if field.value["shared_key"]
        )
        if repeated:
            twice = _("The key “%(key)s” stands twice. Give each its own.") % {"key": repeated}
            raise blocks.StreamBlockValidationError(non_block_errors=ValidationError(twice))
        return value
