"""Wagtail's door: what is equal in all languages of a page follows its source."""

from wagtail.models import Page
from wagtail.signals import page_published

from jadro.editions import stamps
from jadro.editions.choices import Scope
from learning.courses import services
from learning.courses.models import (
    CourseConcept,
    CoursePage,
    LearningPath,
    LearningPathStep,
    LearningPathText,
    LessonPage,
    Outline,
)


def connect() -> None:
    stamps.watch(Scope.LEARNING, CourseConcept, LearningPath, LearningPathStep, LearningPathText, Outline)
    for model in (CoursePage, LessonPage):
        page_published.connect(keep_facts_equal, sender=model, dispatch_uid=f"facts-published-{model.__name__}")


def keep_facts_equal(sender, instance: Page, **kwargs) -> None:
    services.same_facts_in_every_language(instance)
