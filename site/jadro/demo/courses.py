"""The demo courses with all their lessons; each module ends with its quiz, a course with a plan ends with that."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from jadro.demo import association, pages, reading, toolkits, writing
from jadro.demo.pages import Recipe, lasting_id
from learning.courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from resources.models import Concept

COURSES = ("onboarding", "advocacy")
TITLE_OF_QUIZ = {"mk": "Проверка: {}", "sq": "Kontroll: {}", "en": "Check: {}"}


@transaction.atomic
def load_section() -> int:
    """Makes the section of courses if it is missing. There is one alone; an editor's serves as well."""
    if pages.section_of_courses() is not None:
        return 0
    data = reading.document("association.yaml")["courses"]

    def write(language: str) -> CourseIndexPage:
        fields = {**writing.fields(data, language), "slug": pages.SECTION}
        page = CourseIndexPage(**fields, show_in_menus=True)
        return writing.with_aims(page, data["aims"])

    return pages.plant(Recipe(pages.SECTION, write), association.front_page())


@transaction.atomic
def load(key: str) -> int:
    """Makes the pages of a course that are missing and returns their number; interrupted, it leaves none behind."""
    section = pages.section_of_courses()
    return pages.plant(_course(reading.document(f"course_{key}.yaml")), section) if section else 0


def _course(data: dict[str, Any]) -> Recipe:
    blocks = []
    if note := data.get("legal_note"):
        blocks.append({"id": f"{data['key']}-legal-note", "type": "callout", "kind": "check", **note})

    def write(language: str) -> CoursePage:
        page = CoursePage(**writing.fields(data, language), body=writing.body(blocks, language))
        page.concepts.add(*Concept.objects.filter(slug__in=[*data["tags"], *data["audience"]]))
        return writing.with_aims(page, data["seed_aims"])

    *modules, last = data["modules"]
    aims = data["seed_aims"]
    below = [*(_module(module, aims) for module in modules), _module(last, aims, *_capstone(data["key"], aims))]
    return Recipe(f"course-{data['key']}", write, below)


def _module(data: dict[str, Any], aims: list[str], *more: Recipe) -> Recipe:
    below = [*_lessons(data["lessons"], aims), *_quiz(data, aims), *more]
    return Recipe(data["key"], _module_writer(data, aims), below)


def _module_writer(data: dict[str, Any], aims: list[str]) -> pages.Writer:
    def write(language: str) -> ModulePage:
        return writing.with_aims(ModulePage(**writing.fields(data, language)), aims)

    return write


def _lessons(lessons: Iterable[dict[str, Any]], aims: list[str]) -> list[Recipe]:
    return [Recipe(data["key"], _lesson_writer(data, aims)) for data in lessons]


def _lesson_writer(data: dict[str, Any], aims: list[str]) -> pages.Writer:
    def write(language: str) -> LessonPage:
        page = LessonPage(
            **writing.fields(data, language),
            minutes=data["minutes"],
            body=[*writing.body(data["body"], language), *_worksheet(data["key"], language)],
        )
        return writing.with_aims(page, aims)

    return write


def _worksheet(lesson_key: str, language: str) -> list[dict[str, Any]]:
    """What a lesson leads into, if a worksheet continues it. Nobody has to have a campaign to finish the course, so it
    is optional."""
    data = reading.document("lesson_links.yaml")
    link = data["lessons"].get(lesson_key)
    if link is None:
        return []
    template, labels = toolkits.template_and_labels(link["toolkit"], link["step"], link["fields"], language)
    text = writing.words(data["fill_in"], language).format("; ".join(labels))
    value = {"worksheet": template, "text": text, "is_required": False}
    return [{"id": str(lasting_id(f"{lesson_key}-worksheet")), "type": "worksheet", "value": value}]


def _capstone(course_key: str, aims: list[str]) -> list[Recipe]:
    """The page on which a course's plan is handed in, if its worksheets come to one."""
    data = reading.document("lesson_links.yaml")["capstones"].get(course_key)
    if data is None:
        return []

    def write(language: str) -> LessonPage:
        value = {"title": writing.words(data["title"], language), "text": writing.words(data["text"], language)}
        block = {"id": str(lasting_id(f"{data['key']}-plan")), "type": "plan", "value": {**value, "is_required": True}}
        page = LessonPage(
            **writing.fields(data, language),
            minutes=data["minutes"],
            is_required=False,
            asks_to_read=False,
            body=[block],
        )
        return writing.with_aims(page, aims)

    return [Recipe(data["key"], write)]


def _quiz(module: dict[str, Any], aims: list[str]) -> list[Recipe]:
    """The page with the quiz of a module, if it has one."""
    data = module.get("quiz")
    if data is None:
        return []
    title = {code: TITLE_OF_QUIZ[code].format(module["title"][code]) for code in data["languages_full"]}

    def write(language: str) -> LessonPage:
        page = LessonPage(
            **writing.fields({"title": title}, language),
            minutes=2 * len(data["questions"]),
            asks_to_read=False,
            body=[writing.quiz(data, title, language)],
        )
        return writing.with_aims(page, aims)

    return [Recipe(data["key"], write)]
