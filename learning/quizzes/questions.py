"""The kinds of question: how each is asked, read from a form, judged and shown again. They know nothing of who answers.

A question is made from its part of `AskedQuiz.content`. What it reads from a form is JSON, kept as it is in
`Answer.given`:

    single       id of the option               multiple    ids of the options, in their order
    true_false   true or false                  matching    {id of the left side: id of the pair on the right}
    ordering     ids of the items, as put       short_text, number, open    the text as typed
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from random import Random
from typing import Any, ClassVar, TypeVar

from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jadro.base import folding
from learning.courses.choices import QuestionKind

T = TypeVar("T")

UNANSWERED = _("This question has no answer yet.")
PREFIX = "q-"


class Wrong(Exception):
    """What was sent cannot be taken as an answer; `message` says why, for beside the question."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


class NeverOffered(Exception):
    """What was sent was not among the things to choose from: the form was changed, or is not of this quiz."""


@dataclass(frozen=True)
class Choice:
    """Something to choose in a form."""

    value: str
    text: str | Promise
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """A line of a question of several parts, each with a list to choose from."""

    name: str
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class ShownOption:
    """An option after answering."""

    text: str | Promise
    feedback: str
    is_yours: bool
    is_right: bool


@dataclass(frozen=True)
class ShownRow:
    """A part of a question after answering: what stood there, what was put there and what belongs there."""

    text: str
    yours: str
    right: str

    @property
    def is_right(self) -> bool:
        return self.yours == self.right


class Question:
    """`shape` names the template that asks it, `quizzes/_ask_<shape>.html`, and the one that shows it again."""

    shape: ClassVar[str]
    has_right_answer: ClassVar[bool] = True

    def __init__(self, content: dict[str, Any], number: int, mix: Random | None = None) -> None:
        self.content, self.number, self.mix = content, number, mix
        self.id: str = content["id"]
        self.name = f"{PREFIX}{self.id}"
        # Filled when a form comes back.
        self.sent: QueryDict | None = None
        self.error: str | Promise = ""

    @property
    def kind(self) -> str:
        return self.content["kind"]

    @property
    def names(self) -> list[str]:
        """Names of its fields in a form."""
        return [self.name]

    @cached_property
    def choices(self) -> list[Choice]:
        """What there is to choose, for shapes that offer it."""
        return []

    @cached_property
    def rows(self) -> list[Row]:
        """Its lines, for shapes of several parts."""
        return []

    def shown(self, given: Any) -> list[Any]:
        """What was answered beside what is right, for shapes of several parts or choices."""
        return []

    def in_words(self, given: Any) -> str:
        """What was answered, as the person reads it who takes their answers along."""
        return "; ".join(str(each.text) for each in self.shown(given) if each.is_yours)

    def read(self, data: QueryDict) -> Any:
        """The answer that was sent. Raises Wrong or NeverOffered."""
        raise NotImplementedError

    def is_right(self, given: Any) -> bool | None:
        raise NotImplementedError

    def _mixed(self, things: Iterable[T]) -> list[T]:
        mixed = list(things)
        if self.mix is not None:
            self.mix.shuffle(mixed)
        return mixed

    def _typed(self, name: str) -> str:
        return self.sent.get(name, "") if self.sent else ""


# --- To choose -------------------------------------------------------------------------------------------------------


class Single(Question):
    shape = "choices"
    control = "radio"

    @property
    def options(self) -> list[dict[str, Any]]:
        return self.content["options"]

    @cached_property
    def choices(self) -> list[Choice]:
        sent = self.sent.getlist(self.name) if self.sent else []
        return [Choice(option["id"], option["text"], option["id"] in sent) for option in self._mixed(self.options)]

    def read(self, data: QueryDict) -> Any:
        chosen = data.get(self.name)
        if not chosen:
            raise Wrong(UNANSWERED)
        if chosen not in {option["id"] for option in self.options}:
            raise NeverOffered
        return chosen

    def is_right(self, given: Any) -> bool | None:
        return given in self._right

    @property
    def _right(self) -> set[str]:
        return {option["id"] for option in self.options if option["is_right"]}

    def shown(self, given: Any) -> list[ShownOption]:
        return [
            ShownOption(option["text"], option["feedback"] or "", self._chose(given, option["id"]), option["is_right"])
            for option in self.options
        ]

    def _chose(self, given: Any, option_id: str) -> bool:
        return given == option_id


class Multiple(Single):
    control = "checkbox"

    def read(self, data: QueryDict) -> Any:
        chosen = set(data.getlist(self.name))
        if not chosen:
            raise Wrong(UNANSWERED)
        if not chosen <= {option["id"] for option in self.options}:
            raise NeverOffered
        return [option["id"] for option in self.options if option["id"] in chosen]

    def is_right(self, given: Any) -> bool | None:
        return set(given) == self._right

    def _chose(self, given: Any, option_id: str) -> bool:
        return option_id in given


class TrueFalse(Question):
    shape = "choices"
    control = "radio"
    # Always in this order: nobody expects false before true.
    words: ClassVar[dict[str, Promise]] = {
        "true": pgettext_lazy("a statement", "True"),
        "false": pgettext_lazy("a statement", "False"),
    }

    @cached_property
    def choices(self) -> list[Choice]:
        return [Choice(value, text, self._typed(self.name) == value) for value, text in self.words.items()]

    def read(self, data: QueryDict) -> Any:
        chosen = data.get(self.name)
        if not chosen:
            raise Wrong(UNANSWERED)
        if chosen not in self.words:
            raise NeverOffered
        return chosen == "true"

    def is_right(self, given: Any) -> bool | None:
        return given == self.content["is_true"]

    def shown(self, given: Any) -> list[ShownOption]:
        return [
            ShownOption(
                text,
                self.content[f"feedback_{value}"] or "",
                is_yours=given == (value == "true"),
                is_right=self.content["is_true"] == (value == "true"),
            )
            for value, text in self.words.items()
        ]


# --- Of several parts ------------------------------------------------------------------------------------------------


class OfRows(Question):
    shape = "rows"

    def in_words(self, given: Any) -> str:
        return "; ".join(f"{row.text}: {row.yours}" for row in self.shown(given))


class Matching(OfRows):
    @property
    def pairs(self) -> list[dict[str, Any]]:
        return self.content["pairs"]

    @property
    def names(self) -> list[str]:
        return [self._row(pair) for pair in self.pairs]

    def _row(self, pair: dict[str, Any]) -> str:
        return f"{self.name}-{pair['id']}"

    @cached_property
    def rows(self) -> list[Row]:
        rights = self._mixed(self.pairs)
        return [
            Row(
                self._row(pair),
                pair["left"],
                tuple(
                    Choice(_hidden(right["id"]), right["right"], self._typed(self._row(pair)) == _hidden(right["id"]))
                    for right in rights
                ),
            )
            for pair in self.pairs
        ]

    def read(self, data: QueryDict) -> Any:
        by_name = {_hidden(pair["id"]): pair["id"] for pair in self.pairs}
        sent = {pair["id"]: data.get(self._row(pair), "") for pair in self.pairs}
        if not all(value in by_name or not value for value in sent.values()):
            raise NeverOffered
        if not all(sent.values()):
            raise Wrong(_("Each line needs an answer."))
        return {left: by_name[value] for left, value in sent.items()}

    def is_right(self, given: Any) -> bool | None:
        return all(left == right for left, right in given.items())

    def shown(self, given: Any) -> list[ShownRow]:
        rights = {pair["id"]: pair["right"] for pair in self.pairs}
        return [ShownRow(pair["left"], rights[given[pair["id"]]], pair["right"]) for pair in self.pairs]


class Ordering(OfRows):
    @property
    def items(self) -> list[dict[str, Any]]:
        return self.content["items"]

    @property
    def names(self) -> list[str]:
        return [self._row(item) for item in self.items]

    def _row(self, item: dict[str, Any]) -> str:
        return f"{self.name}-{item['id']}"

    @property
    def _places(self) -> Sequence[str]:
        return [str(place) for place in range(1, len(self.items) + 1)]

    @cached_property
    def rows(self) -> list[Row]:
        return [
            Row(
                self._row(item),
                item["text"],
                tuple(Choice(place, place, self._typed(self._row(item)) == place) for place in self._places),
            )
            for item in self._mixed(self.items)
        ]

    def read(self, data: QueryDict) -> Any:
        sent = {item["id"]: data.get(self._row(item), "") for item in self.items}
        if not all(place in self._places or not place for place in sent.values()):
            raise NeverOffered
        if not all(sent.values()):
            raise Wrong(_("Each line needs its place."))
        if len(set(sent.values())) < len(sent):
            raise Wrong(_("Two lines have the same place. Each place is given once."))
        return sorted(sent, key=lambda item_id: int(sent[item_id]))

    def is_right(self, given: Any) -> bool | None:
        return given == [item["id"] for item in self.items]

    def shown(self, given: Any) -> list[ShownRow]:
        texts = {item["id"]: item["text"] for item in self.items}
        return [
            ShownRow(str(place), texts[yours], item["text"])
            for place, (yours, item) in enumerate(zip(given, self.items, strict=True), start=1)
        ]


# --- To type ---------------------------------------------------------------------------------------------------------


class ShortText(Question):
    shape = "text"
    longest: ClassVar[int] = 200
    lines: ClassVar[int] = 1

    def in_words(self, given: Any) -> str:
        return given

    @property
    def typed(self) -> str:
        return self._typed(self.name)

    @property
    def unit(self) -> str:
        return self.content.get("unit") or ""

    def read(self, data: QueryDict) -> Any:
        typed = data.get(self.name, "").strip().replace("\x00", "")
        if not typed:
            raise Wrong(UNANSWERED)
        if len(typed) > self.longest:
            raise Wrong(_("This is longer than %(longest)s characters.") % {"longest": self.longest})
        return typed

    def is_right(self, given: Any) -> bool | None:
        return any(folding.is_same(given, accepted) for accepted in self.content["accepted"])

    @property
    def answer(self) -> str:
        """What is shown as the right answer: of those that are accepted, the first in the question's own alphabet."""
        accepted: list[str] = self.content["accepted"]
        wanted = _is_cyrillic(self.content["text"])
        return next((each for each in accepted if _is_cyrillic(each) == wanted), accepted[0])


def _is_cyrillic(words: str) -> bool:
    """Whether most of its letters are; a question may quote a word in the other alphabet."""
    cyrillic = sum("\u0400" <= sign <= "\u04ff" for sign in words)
    return cyrillic > sum(sign.isalpha() for sign in words) - cyrillic


class Number(ShortText):
    longest = 40

    def read(self, data: QueryDict) -> Any:
        typed = super().read(data)
        if _number(typed) is None:
            raise Wrong(_("A number is asked for, such as 12 or 12,5."))
        return typed

    def is_right(self, given: Any) -> bool | None:
        number = _number(given)
        away = Decimal(self.content["tolerance"])
        return number is not None and abs(number - Decimal(self.content["number"])) <= away

    @property
    def answer(self) -> str:
        number = f"{Decimal(self.content['number']).normalize():f}"
        return f"{number} {self.unit}".strip()


class Open(ShortText):
    longest = 10_000
    lines = 6
    has_right_answer = False

    def is_right(self, given: Any) -> bool | None:
        return None

    @property
    def answer(self) -> str:
        return self.content["model"]


KINDS: dict[str, type[Question]] = {
    QuestionKind.SINGLE: Single,
    QuestionKind.MULTIPLE: Multiple,
    QuestionKind.TRUE_FALSE: TrueFalse,
    QuestionKind.MATCHING: Matching,
    QuestionKind.ORDERING: Ordering,
    QuestionKind.SHORT_TEXT: ShortText,
    QuestionKind.NUMBER: Number,
    QuestionKind.OPEN: Open,
}


def questions_of(content: dict[str, Any], *, mixed_for: str = "") -> Iterator[Question]:
    """The questions of a quiz in their order. With `mixed_for`, a name for person and attempt, what there is to choose
    stands in an order of its own, the same each time for the same name."""
    for number, each in enumerate(content["questions"], start=1):
        kind = KINDS[each["kind"]]
        is_mixed = bool(mixed_for) and (content["is_shuffled"] or issubclass(kind, Matching | Ordering))
        mix = Random(f"{mixed_for} {each['id']}") if is_mixed else None  # noqa: S311  an order, no secret
        yield kind(each, number, mix)


@dataclass(frozen=True)
class Sheet:
    """The questions of a quiz with what was sent for them. `given` holds an answer for each when `is_whole`."""

    questions: tuple[Question, ...]
    given: dict[str, Any]

    @property
    def is_whole(self) -> bool:
        return len(self.given) == len(self.questions)

    @property
    def wrong(self) -> list[Question]:
        return [question for question in self.questions if question.error]


def read_sheet(content: dict[str, Any], data: QueryDict, *, mixed_for: str = "") -> Sheet:
    """What was sent for a quiz. Raises NeverOffered when something in it was not asked or not offered."""
    questions = tuple(questions_of(content, mixed_for=mixed_for))
    known = {name for question in questions for name in question.names}
    if any(name.startswith(PREFIX) and name not in known for name in data):
        raise NeverOffered
    given = {}
    for question in questions:
        question.sent = data
        try:
            given[question.id] = question.read(data)
        except Wrong as wrong:
            question.error = wrong.message
    return Sheet(questions, given)


def _hidden(pair_id: str) -> str:
    """The name of a right-hand side in a form. Its own id would tell where it belongs."""
    return salted_hmac("learning.quizzes.matching", pair_id).hexdigest()[:16]


def _number(typed: str) -> Decimal | None:
    """What a person means by 1 234,5 or 1234.5; None when it is no number."""
    bare = typed.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if bare.count(",") + bare.count(".") > 1:
        return None
    try:
        number = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
