"""Reads of attempts."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from jadro.accounts.models import User
from jadro.base.prepared import Prepared
from learning.courses.choices import ShowAnswers
from learning.quizzes.models import Answer, AskedQuiz, Attempt
from learning.quizzes.questions import Question, questions_of

# Asked with every lesson that has a quiz.
_attempts = Prepared(
    lambda learner, lesson_key, block_id: (
        Attempt.objects.filter(learner=learner, activity__owner_key=lesson_key, activity__block_id=block_id)
        .order_by("-number")
        .values_list("pk", "number", "submitted_at", "right_count", "counted_count", "needed_count")
    )
)


@dataclass(frozen=True)
class AttemptLine:
    """An attempt in a list."""

    pk: int
    number: int
    submitted_at: Any
    right_count: int
    counted_count: int
    needed_count: int

    @property
    def is_passed(self) -> bool:
        return self.right_count >= self.needed_count


def attempts_at(learner: User, lesson_key: UUID, block_id: UUID) -> list[AttemptLine]:
    """A person's attempts at a quiz, in whatever language, the last one first. One query."""
    rows = _attempts(learner=learner.pk, lesson_key=lesson_key, block_id=block_id)
    return [AttemptLine(*row) for row in rows]


def asked_quiz(lesson_key: UUID, block_id: UUID, digest: str) -> AskedQuiz | None:
    """The quiz as it was asked, also when it is asked otherwise now."""
    return AskedQuiz.objects.filter(lesson_key=lesson_key, block_id=block_id, digest=digest).first()


def published(lesson_key: UUID, block_id: UUID) -> list[AskedQuiz]:
    """A quiz in all languages and versions, the one that was published last standing first."""
    return list(AskedQuiz.objects.filter(lesson_key=lesson_key, block_id=block_id).order_by("-pk"))


def was_submitted(learner: User, request_id: UUID) -> Attempt | None:
    """The attempt of this very request, made before."""
    return Attempt.objects.filter(learner=learner, request_id=request_id).select_related("quiz", "activity").first()


def attempt(pk: int) -> Attempt | None:
    return Attempt.objects.select_related("quiz", "activity").filter(pk=pk).first()


def open_answers(attempt: Attempt) -> QuerySet[Answer]:
    return attempt.answers.filter(is_right=None)


@dataclass(frozen=True)
class Judged:
    """A question with what was answered."""

    question: Question
    answer: Answer

    @property
    def shown(self) -> list[Any]:
        return self.question.shown(self.answer.given)


@dataclass(frozen=True)
class Review:
    """An attempt as the learner sees it afterwards. `lines` are all their attempts at this quiz, the last first."""

    attempt: Attempt
    judged: tuple[Judged, ...]
    lines: tuple[AttemptLine, ...]

    @property
    def content(self) -> dict[str, Any]:
        return self.attempt.quiz.content

    @cached_property
    def shows_answers(self) -> bool:
        """Whether the right answers may be seen now."""
        if self.content["show_answers"] == ShowAnswers.ALWAYS:
            return True
        return any(line.is_passed for line in self.lines) or self.attempts_left == 0

    @cached_property
    def attempts_left(self) -> int | None:
        """None when there is no limit."""
        limit = self.content["attempts"]
        return max(0, limit - len(self.lines)) if limit else None

    @property
    def wrong_count(self) -> int:
        return self.attempt.counted_count - self.attempt.right_count

    @property
    def best(self) -> AttemptLine:
        return max(self.lines, key=lambda line: (line.is_passed, line.right_count, line.number))


def review(attempt: Attempt) -> Review:
    """Two queries."""
    answers = {answer.question_id: answer for answer in attempt.answers.all()}
    judged = tuple(Judged(question, answers[UUID(question.id)]) for question in questions_of(attempt.quiz.content))
    lines = attempts_at(attempt.learner, attempt.quiz.lesson_key, attempt.quiz.block_id)
    return Review(attempt, judged, tuple(lines))
