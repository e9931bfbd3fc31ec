"""What attempts say about a quiz, for those who write it. Nobody's answers are shown, and no figure of few people."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q

from learning.courses.choices import QuestionKind
from learning.quizzes.models import Answer, AskedQuiz, Attempt

# A figure of fewer people could tell about one of them.
FEWEST = 5


def rounded(count: int) -> int:
    """A number of people as it may be shown, to the nearest five; 0 stands for fewer than five. Why is written in
    `learning.statistics.disclosure`."""
    return 0 if count < FEWEST else (count + FEWEST // 2) // FEWEST * FEWEST


@dataclass(frozen=True)
class QuestionResult:
    """A question at first attempts: how many people answered it and how many of them wrongly, rounded. Both are None
    when they were too few to say."""

    text: str
    kind: str
    answered: int | None
    missed: int | None

    @property
    def missed_percent(self) -> int | None:
        """None also where fewer than five missed it: that is all that may be said."""
        return round(100 * self.missed / self.answered) if self.missed and self.answered else None


@dataclass(frozen=True)
class QuizResult:
    """A quiz with its questions as they are asked now, the most missed first. `people` have handed it in, `passed` of
    them have passed, rounded; None when they were too few to say."""

    title: str
    language: str
    people: int | None
    passed: int | None
    questions: tuple[QuestionResult, ...]


def of_lesson(lesson_key: UUID, block_ids: list[UUID], language: str) -> list[QuizResult]:
    """Results of the quizzes of a lesson, in these words where they were published in that language. Two queries for
    each quiz and one for all."""
    versions: dict[UUID, list[AskedQuiz]] = defaultdict(list)
    for quiz in AskedQuiz.objects.filter(lesson_key=lesson_key, block_id__in=block_ids).order_by("-pk"):
        versions[quiz.block_id].append(quiz)
    return [_result(versions[block_id], language) for block_id in block_ids if versions[block_id]]


def _result(versions: list[AskedQuiz], language: str) -> QuizResult:
    latest = next((quiz for quiz in versions if quiz.language == language), versions[0])
    attempts = Attempt.objects.filter(quiz__lesson_key=latest.lesson_key, quiz__block_id=latest.block_id)
    passes = Count("pk", filter=Q(right_count__gte=F("needed_count")))
    learners = dict(attempts.values("learner").annotate(passes=passes).values_list("learner", "passes"))
    answers = (
        Answer.objects.filter(attempt__in=attempts.filter(number=1), is_right__isnull=False)
        .values("question_id")
        .annotate(answered=Count("pk"), missed=Count("pk", filter=Q(is_right=False)))
        .values_list("question_id", "answered", "missed")
    )
    counts = {question_id: (answered, missed) for question_id, answered, missed in answers}
    is_enough = len(learners) >= FEWEST
    questions = [
        _question(question, counts.get(UUID(question["id"]), (0, 0))) for question in latest.content["questions"]
    ]
    return QuizResult(
        title=latest.content["title"],
        language=latest.language,
        people=rounded(len(learners)) if is_enough else None,
        passed=rounded(sum(count > 0 for count in learners.values())) if is_enough else None,
        questions=tuple(sorted(questions, key=lambda each: -(each.missed_percent or 0))),
    )


def _question(content: dict, counts: tuple[int, int]) -> QuestionResult:
    answered, missed = counts
    if answered < FEWEST:
        return QuestionResult(content["text"], content["kind"], None, None)
    return QuestionResult(content["text"], content["kind"], rounded(answered), rounded(missed))


class Judged(NamedTuple):
    """A question with a right answer, as somebody answered it in their first attempt."""

    learner_id: int
    activity_id: int
    submitted_at: datetime
    question_id: UUID
    is_right: bool


def first_answers(activity_ids: Collection[int], *, before: datetime) -> Iterator[Judged]:
    """By learner, for those who count: they hold one person at a time."""
    rows = Answer.objects.filter(
        attempt__activity__in=activity_ids,
        attempt__number=1,
        attempt__submitted_at__lt=before,
        is_right__isnull=False,
    ).order_by("attempt__learner_id", "attempt_id", "pk")
    values = rows.values_list(
        "attempt__learner_id", "attempt__activity_id", "attempt__submitted_at", "question_id", "is_right"
    )
    return map(Judged._make, values.iterator(2000))


@dataclass(frozen=True)
class AskedQuestion:
    id: UUID
    text: str
    language: str


def questions_before(
    quizzes: Collection[tuple[UUID, UUID | None]], language: str, moment: datetime
) -> dict[tuple[UUID, UUID | None], list[AskedQuestion]]:
    """What quizzes asked just before a moment, or else at first, and can judge, by lesson and block, in these words
    where they were published in that language. One query."""
    latest: dict[tuple[UUID, UUID | None], AskedQuiz] = {}
    rows = AskedQuiz.objects.filter(lesson_key__in={lesson_key for lesson_key, _block_id in quizzes})
    for quiz in rows.order_by("pk"):
        key = quiz.lesson_key, quiz.block_id
        known = latest.get(key)
        is_better = known is not None and (quiz.language == language or known.language != language)
        if known is None or (is_better and quiz.published_at < moment):
            latest[key] = quiz
    return {
        key: [
            AskedQuestion(UUID(each["id"]), each["text"], quiz.language)
            for each in quiz.content["questions"]
            if each["kind"] != QuestionKind.OPEN
        ]
        for key, quiz in latest.items()
        if key in quizzes
    }
