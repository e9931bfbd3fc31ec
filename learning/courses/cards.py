"""Courses as they stand in lists."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from jadro.base.addresses import page_address
from jadro.editions.choices import Scope
from jadro.editions.memory import remembered
from jadro.editions.visibility import hidden_paths, visible_to
from learning.courses.models import CoursePage, LessonPage, ModulePage
from learning.courses.queries import TEXT_LANGUAGE, Reader


@dataclass(frozen=True)
class CourseCard:
    """A course in a list."""

    key: UUID
    title: str
    summary: str
    language: str
    url: str
    module_count: int
    minutes: int
    languages: tuple[str, ...]
    is_foreign: bool


def course_cards(language: str, reader: Reader) -> list[CourseCard]:
    """Courses this reader can open, in the order the editors gave them. Remembered until content changes; otherwise
    four queries, whatever their number."""
    name = ("cards", language, hidden_paths(reader))
    return list(remembered(Scope.LEARNING, name, lambda: tuple(_read_cards(language, reader))))


def _read_cards(language: str, reader: Reader) -> list[CourseCard]:
    pages = visible_to(CoursePage.objects.live(), reader).filter(locale__language_code=language).order_by("path")
    rows = list(
        pages.annotate(text_language=TEXT_LANGUAGE).values(
            "translation_key", "path", "title", "summary", "url_path", "text_language"
        )
    )
    modules: dict[str, int] = defaultdict(int)
    minutes: dict[str, int] = defaultdict(int)
    paths = {row["path"] for row in rows}
    length = len(next(iter(paths), ""))
    for path in ModulePage.objects.live().filter(locale__language_code=language).values_list("path", flat=True):
        modules[path[:length]] += 1
    lessons = LessonPage.objects.live().filter(locale__language_code=language)
    for path, lesson_minutes in lessons.values_list("path", "minutes"):
        minutes[path[:length]] += lesson_minutes
    languages: dict[UUID, list[str]] = defaultdict(list)
    written = CoursePage.objects.live().filter(alias_of__isnull=True)
    for key, code in written.values_list("translation_key", "locale__language_code"):
        languages[key].append(code)
    order = [code for code, _name in settings.LANGUAGES]
    return [
        CourseCard(
            key=row["translation_key"],
            title=row["title"],
            summary=row["summary"],
            language=row["text_language"],
            url=page_address(row["url_path"], language),
            module_count=modules[row["path"]],
            minutes=minutes[row["path"]],
            languages=tuple(sorted(languages[row["translation_key"]], key=order.index)),
            is_foreign=row["text_language"] != language,
        )
        for row in rows
    ]
