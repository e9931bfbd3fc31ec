"""What content pages show of courses; nothing here knows of a learner."""

import json
from dataclasses import dataclass

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language
from wagtail.models import Page

from jadro.base.addresses import page_address
from jadro.editions.visibility import visible_to
from learning.courses import cards, paths, queries
from learning.courses.models import CourseIndexPage, CoursePage, LessonPage
from resources.choices import Facet
from resources.models import Concept

register = template.Library()


@dataclass(frozen=True)
class Heading:
    id: str
    text: str


@register.simple_tag(takes_context=True)
def course_contents(context, course: CoursePage | queries.CourseAbove) -> queries.Contents | None:
    return queries.contents(course.translation_key, get_language(), context["request"].user)


@register.simple_tag(takes_context=True)
def course_cards(context) -> list[cards.CourseCard]:
    return cards.course_cards(get_language(), context["request"].user)


@register.simple_tag
def learning_paths() -> tuple[paths.Path, ...]:
    return paths.learning_paths(get_language())


@register.simple_tag(takes_context=True)
def courses_address(context) -> str:
    """Address of the section of courses in the reader's language; empty while there is none."""
    language, reader = get_language(), getattr(context.get("request"), "user", AnonymousUser())
    sections = visible_to(CourseIndexPage.objects.live(), reader).filter(locale__language_code=language)
    path = sections.values_list("url_path", flat=True).first()
    return page_address(path, language) if path else ""


@register.simple_tag
def course_of(lesson: LessonPage) -> queries.CourseAbove:
    return queries.course_above(lesson)


@dataclass(frozen=True)
class Place:
    """Where a lesson stands in its course, and the parts before and after it."""

    module_number: int
    module: queries.Module
    part: queries.Part
    previous: queries.Part | None
    following: queries.Part | None


@register.simple_tag
def place_in_course(contents: queries.Contents | None, lesson: LessonPage) -> Place | None:
    placed = [
        (number, module, part)
        for number, module in enumerate(contents.modules if contents else (), start=1)
        for part in module.parts
        if part.url and part.is_page
    ]
    keys = [part.page_key for _number, _module, part in placed]
    if lesson.translation_key not in keys:
        return None
    index = keys.index(lesson.translation_key)
    number, module, part = placed[index]
    return Place(
        number,
        module,
        part,
        previous=placed[index - 1][2] if index else None,
        following=placed[index + 1][2] if index + 1 < len(placed) else None,
    )


@register.simple_tag
def concepts_of(course: CoursePage) -> dict[str, list[str]]:
    """Labels of a course's concepts in the reader's language, for whom it is apart from what it is about."""
    concepts = Concept.objects.filter(course_uses__content_object=course.pk).with_labels().order_by("name")
    labels: dict[str, list[str]] = {"audience": [], "topics": []}
    for concept in concepts:
        labels["audience" if concept.facet == Facet.AUDIENCE else "topics"].append(concept.label())
    return labels


@register.simple_tag
def asked_in(lesson: LessonPage, block_id: str) -> str:
    """What a quiz of the lesson asks, for the place where its form stands."""
    return json.dumps(dict(queries.quizzes_of(lesson))[block_id])


@register.simple_tag
def crumbs_of(page: Page) -> list[Page]:
    """The pages above this one that can be opened, from the section down; `text_language` is that of their titles."""
    return list(page.get_ancestors().filter(depth__gt=2, live=True).annotate(text_language=queries.TEXT_LANGUAGE))


@register.simple_tag
def headings_of(lesson: LessonPage) -> list[Heading]:
    return [Heading(block.id, block.value["text"]) for block in lesson.body if block.block_type == "heading"]


@register.simple_tag
def hours_and_minutes(minutes: int) -> dict[str, int]:
    """From an hour on to five minutes, because nobody reads more exactly."""
    hours, rest = divmod(5 * round(minutes / 5), 60) if minutes >= 60 else (0, minutes)
    return {"hours": hours, "minutes": rest}
