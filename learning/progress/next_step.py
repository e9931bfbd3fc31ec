"""The one thing to do next, over all that somebody learns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from jadro.accounts.models import User
from learning.courses.cards import CourseCard, course_cards
from learning.courses.paths import Path, learning_paths
from learning.progress import queries
from learning.progress.explanation import Explanation


@dataclass(frozen=True)
class NextStep:
    """`is_suggestion` says that the person does not follow the course yet."""

    card: CourseCard
    progress: Explanation
    is_suggestion: bool = False

    @property
    def text(self) -> str:
        return f"{self.card.title} · {self.progress.count_sentence}"


@dataclass(frozen=True)
class Learning:
    """What somebody follows, the course they were in last first; what else is offered; and what is next."""

    explanations: dict[UUID, Explanation]
    followed: list[UUID]
    cards: dict[UUID, CourseCard]
    next: NextStep | None


def learning_of(learner: User, language: str) -> Learning:
    cards = {card.key: card for card in course_cards(language, learner)}
    followed = queries.followed_courses(learner)
    suggested = _suggested(cards, followed, learning_paths(language))
    explanations = queries.explain_all(learner, [*followed, *suggested], language)
    return Learning(explanations, followed, cards, _next(followed, suggested, cards, explanations))


def _suggested(cards: Mapping[UUID, CourseCard], followed: list[UUID], paths: Iterable[Path]) -> list[UUID]:
    """The first course of a path that the person does not follow, else the first of all; at most one."""
    in_paths = (key for path in paths for key in path.course_keys)
    return [key for key in [*in_paths, *cards] if key in cards and key not in followed][:1]


def _next(
    followed: list[UUID],
    suggested: list[UUID],
    cards: Mapping[UUID, CourseCard],
    explanations: Mapping[UUID, Explanation],
) -> NextStep | None:
    """An unfinished lesson, else what is new in something finished, else a course to begin, else what is optional."""
    mine = [NextStep(cards[key], explanations[key]) for key in followed if key in cards and key in explanations]
    open_ones = [step for step in mine if step.progress.next]
    unfinished = [step for step in open_ones if not step.progress.is_complete]
    new = [step for step in open_ones if step.progress.new]
    to_begin = [
        NextStep(cards[key], explanations[key], is_suggestion=True)
        for key in suggested
        if key in explanations and explanations[key].next
    ]
    return next(iter([*unfinished, *new, *to_begin, *open_ones]), None)
