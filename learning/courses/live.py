"""What can be done in a live course, now or after a change that is not made yet. Outlines are made from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from wagtail.blocks import StreamValue
from wagtail.models import Page

from learning.courses.blocks import counted_in, templates_in
from learning.courses.choices import ActivityKind
from learning.courses.models import CoursePage, LessonPage, ModulePage
from learning.courses.queries import TEXT_LANGUAGE, source_course
from learning.toolkits import queries as toolkits
from learning.toolkits.definitions import Worksheet

COURSE_PAGES = (CoursePage, ModulePage, LessonPage)


@dataclass(frozen=True)
class Planned:
    """`published` are pages as they would be published, drafts and all; `gone` the pages that would be withdrawn,
    deleted or moved away, with what stands below them."""

    published: tuple[Page, ...] = ()
    gone: tuple[Page, ...] = ()

    def course_keys(self) -> list[UUID]:
        """The courses it may change, each once."""
        keys = dict.fromkeys(key for page in (*self.published, *self.gone) for key in _courses_of(page))
        return list(keys)

    def takes_away(self, path: str) -> bool:
        return any(path.startswith(page.path) for page in self.gone)

    def drafts(self, model: type[Page], course: CoursePage) -> Iterator[Page]:
        """Those published in the tree of this course."""
        return (page for page in self.published if isinstance(page, model) and page.path.startswith(course.path))


NOTHING = Planned()


def _courses_of(page: Page) -> list[UUID]:
    """Of those it stands in, is, or holds."""
    above = CoursePage.objects.ancestor_of(page, inclusive=True)
    below = CoursePage.objects.descendant_of(page)
    return list((above | below).values_list("translation_key", flat=True))


@dataclass(frozen=True)
class LiveActivity:
    """Something to do in a live lesson, as an outline is made from it. `lesson_key` is the page it stands on;
    `owner_key` is what it belongs to, the same page or a worksheet."""

    owner_key: UUID
    lesson_key: UUID
    block_id: UUID | None
    kind: ActivityKind
    title: str
    language: str
    is_required: bool
    module_key: UUID
    module_title: str


def live_activities(course_key: UUID, planned: Planned = NOTHING) -> tuple[CoursePage | None, list[LiveActivity]]:
    """A live course and what can be done in its live lessons, in order; (None, []) when it is not live or not there.
    With a planned change, as it would be after it."""
    course = _course_after(course_key, planned)
    if course is None:
        return None, []
    modules = {
        path: (key, title)
        for path, key, title in ModulePage.objects.child_of(course)
        .live()
        .values_list("path", "translation_key", "title")
    }
    modules |= {page.path: (page.translation_key, page.title) for page in planned.drafts(ModulePage, course)}
    lessons = {
        path: _LiveLesson(*facts)
        for path, *facts in LessonPage.objects.descendant_of(course)
        .live()
        .annotate(text_language=TEXT_LANGUAGE)
        .values_list("path", "translation_key", "title", "text_language", "is_required", "asks_to_read", "body")
    }
    code = course.locale.language_code
    lessons |= {
        page.path: _LiveLesson(page.translation_key, page.title, code, page.is_required, page.asks_to_read, page.body)
        for page in planned.drafts(LessonPage, course)
    }
    sheets = toolkits.worksheets_chosen(templates_in(lesson.body for lesson in lessons.values()), code)
    found = (
        activity
        for path, lesson in sorted(lessons.items(), key=itemgetter(0))
        if path[: -Page.steplen] in modules and not planned.takes_away(path)
        for activity in _to_do(lesson, modules[path[: -Page.steplen]], sheets)
    )
    return course, _each_once(found)


class _LiveLesson(NamedTuple):
    key: UUID
    title: str
    language: str
    is_required: bool
    asks_to_read: bool
    body: StreamValue


def _each_once(found: Iterable[LiveActivity]) -> list[LiveActivity]:
    """A worksheet that stands in several lessons is one activity, met where it stands first and needed if one of them
    needs it."""
    once: dict[tuple[UUID, UUID | None], LiveActivity] = {}
    for each in found:
        first = once.setdefault((each.owner_key, each.block_id), each)
        if each.is_required and not first.is_required:
            once[each.owner_key, each.block_id] = replace(first, is_required=True)
    return list(once.values())


def _course_after(course_key: UUID, planned: Planned) -> CoursePage | None:
    course = source_course(course_key)
    if course is None or planned.takes_away(course.path):
        return None
    draft = next((page for page in planned.drafts(CoursePage, course) if page.pk == course.pk), None)
    return draft or (course if course.live else None)


def _to_do(lesson: _LiveLesson, module: tuple[UUID, str], sheets: dict[int, Worksheet]) -> Iterator[LiveActivity]:
    """Of one lesson. A worksheet that is not published is not there to be done."""

    def activity(
        owner_key: UUID, block_id: UUID | None, kind: ActivityKind, title: str, language: str, *, is_required: bool
    ) -> LiveActivity:
        return LiveActivity(owner_key, lesson.key, block_id, kind, title, language, is_required, *module)

    if lesson.asks_to_read:
        yield activity(
            lesson.key, None, ActivityKind.READ, lesson.title, lesson.language, is_required=lesson.is_required
        )
    for block in counted_in(lesson.body):
        needed = lesson.is_required and block.is_required
        if block.template_id is None:
            title = block.title or lesson.title
            yield activity(lesson.key, block.block_id, block.kind, title, lesson.language, is_required=needed)
        elif sheet := sheets.get(block.template_id):
            yield activity(sheet.template_key, None, block.kind, sheet.title, sheet.language, is_required=needed)


def optional_needed(course: CoursePage, asked: list[LiveActivity]) -> int:
    """How many optional activities a course asks for, never more than there are: a course that nobody can finish helps
    nobody."""
    return min(course.optional_needed, sum(not each.is_required for each in asked))
