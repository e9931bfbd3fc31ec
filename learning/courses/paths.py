"""Learning paths as readers see them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from jadro.base.language import in_language
from jadro.editions.choices import Scope
from jadro.editions.memory import remembered
from learning.courses.models import LearningPath, LearningPathStep


@dataclass(frozen=True)
class Path:
    """A learning path in one language. `language` is that of its words."""

    slug: str
    title: str
    summary: str
    language: str
    course_keys: tuple[UUID, ...]


def learning_paths(language: str) -> tuple[Path, ...]:
    """All paths that have courses, in the editors' order. Remembered until content changes; otherwise three queries."""

    def read() -> tuple[Path, ...]:
        steps = Prefetch("steps", LearningPathStep.objects.order_by("sort_order", "pk"))
        found = []
        for row in LearningPath.objects.order_by("position", "slug").prefetch_related("texts", steps):
            words = in_language(row.texts.all(), language)
            keys = tuple(step.course_key for step in row.steps.all())
            if words and keys:
                found.append(Path(row.slug, words.title, words.summary, words.language, keys))
        return tuple(found)

    return remembered(Scope.LEARNING, ("paths", language), read)
