"""What is kept of people who answer quizzes."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from jadro.accounts.models import User
from jadro.accounts.registry import Erasure, Kept, Merging, Row, register
from learning.courses import queries as courses
from learning.quizzes.models import Answer, Attempt
from learning.quizzes.questions import ShortText, questions_of

QUIZZES = _("Quizzes you handed in")
LABELS = {"quiz": _("quiz"), "lesson": _("lesson")}
# More than anybody hands in; numbers are unique, so they go out of each other's way while they are given anew.
_ASIDE = 1_000_000


def _read_attempts(person: User, language: str) -> list[Row]:
    attempts = list(Attempt.objects.filter(learner=person).select_related("quiz", "activity").order_by("pk"))
    titles = courses.titles({each.activity.owner_key for each in attempts}, language, person)
    return [
        {
            "quiz": each.quiz.content["title"],
            "lesson": titles.get(each.activity.owner_key, ""),
            "number": each.number,
            "submitted_at": each.submitted_at,
            "right_count": each.right_count,
            "counted_count": each.counted_count,
            "needed_count": each.needed_count,
            "request_id": each.request_id,
        }
        for each in attempts
    ]


def _read_answers(person: User, language: str) -> list[Row]:
    answers = Answer.objects.filter(attempt__learner=person).select_related("attempt__quiz").order_by("attempt", "pk")
    questions = {(each.attempt_id, str(each.question_id)): each.attempt.quiz.content for each in answers}
    by_attempt = {
        (attempt, question.id): question
        for attempt, content in {attempt: content for (attempt, _question), content in questions.items()}.items()
        for question in questions_of(content)
    }
    rows = []
    for each in answers:
        question = by_attempt.get((each.attempt_id, str(each.question_id)))
        rows.append(
            {
                "quiz": each.attempt.quiz.content["title"],
                "number": each.attempt.number,
                "question": question.content["text"] if question else "",
                "given": question.in_words(each.given) if question else str(each.given),
                "is_right": each.is_right,
                "closeness": each.get_closeness_display(),
            }
        )
    return rows


def _merge(stays: User, goes: User) -> None:
    """Numbers the attempts of both at each quiz anew, in the order in which they were handed in."""
    Attempt.objects.filter(learner=stays).update(number=F("number") + _ASIDE)
    Attempt.objects.filter(learner=goes).update(number=F("number") + 2 * _ASIDE, learner=stays)
    counted: dict[int, int] = {}
    attempts = list(Attempt.objects.filter(learner=stays).order_by("submitted_at", "pk"))
    for each in attempts:
        each.number = counted[each.activity_id] = counted.get(each.activity_id, 0) + 1
    Attempt.objects.bulk_update(attempts, ["number"], batch_size=500)


def _erase(person: User) -> None:
    """What was chosen is counted, what was typed is the person's own."""
    answers = Answer.objects.filter(attempt__learner=person).select_related("attempt__quiz")
    typed = [
        each.pk
        for each in answers
        for question in questions_of(each.attempt.quiz.content)
        if question.id == str(each.question_id) and isinstance(question, ShortText)
    ]
    Answer.objects.filter(pk__in=typed).update(given="")


register(
    Kept(
        Attempt, "learner", QUIZZES, Erasure.KEEP, Merging.UNITE,
        _("How often a quiz was passed is counted; who you were is not."),
        taken=("number", "submitted_at", "right_count", "counted_count", "needed_count", "request_id"),
        left=("activity", "quiz"), labels=LABELS, for_programs=("request_id",),
        read=_read_attempts, merge=_merge,
    ),
    Kept(
        Answer, "attempt__learner", _("Your answers in quizzes"), Erasure.BLANK, Merging.UNITE,
        _("How many answered a question rightly is counted; what you typed is gone."),
        taken=("given", "is_right", "closeness"), left=("attempt", "question_id"),
        labels={**LABELS, "number": _("number"), "question": _("question")},
        blank={"given": ""}, read=_read_answers, erase=_erase,
    ),
)  # fmt: skip
