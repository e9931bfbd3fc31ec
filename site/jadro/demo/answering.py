"""Answers to quizzes as synthetic learners give them."""

from typing import TYPE_CHECKING, Any

from learning.courses.choices import QuestionKind
from learning.courses.models import Activity
from learning.quizzes import queries

if TYPE_CHECKING:
    from learning.quizzes.models import AskedQuiz


def quiz_in(activity: Activity, language: str) -> "AskedQuiz":
    """The quiz as it was published last in a language, or else in another."""
    assert activity.block_id is not None  # noqa: S101  a quiz is a block
    quizzes = queries.published(activity.owner_key, activity.block_id)
    return next((quiz for quiz in quizzes if quiz.language == language), quizzes[0])


def answers(content: dict[str, Any], *, rightly: bool) -> dict[str, Any]:
    """An answer to each question, by its id: the right one, or else one that is wrong."""
    return {question["id"]: _right(question) if rightly else _wrong(question) for question in content["questions"]}


def _right(question: dict[str, Any]) -> Any:
    match question["kind"]:
        case QuestionKind.SINGLE:
            return next(option["id"] for option in question["options"] if option["is_right"])
        case QuestionKind.MULTIPLE:
            return [option["id"] for option in question["options"] if option["is_right"]]
        case QuestionKind.MATCHING:
            return {pair["id"]: pair["id"] for pair in question["pairs"]}
        case QuestionKind.ORDERING:
            return [item["id"] for item in question["items"]]
        case QuestionKind.SHORT_TEXT:
            return question["accepted"][0]
    raise ValueError(f"No demo quiz asks a question of this kind: {question['kind']}")


def _wrong(question: dict[str, Any]) -> Any:
    match question["kind"]:
        case QuestionKind.SINGLE:
            return next(option["id"] for option in question["options"] if not option["is_right"])
        case QuestionKind.MULTIPLE:
            return [option["id"] for option in question["options"] if not option["is_right"]][:1]
        case QuestionKind.MATCHING:
            keys = [pair["id"] for pair in question["pairs"]]
            return dict(zip(keys, [*keys[1:], keys[0]], strict=True))
        case QuestionKind.ORDERING:
            return _right(question)[::-1]
    return "?"
