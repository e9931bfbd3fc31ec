"""What can be done in a live course, now or after a change that is not made yet. Outlines are made from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from wagtail.blocks import StreamValue
from wagtail.models import Page

from learning.courses.choices import ActivityKind
from learning.courses.models import CoursePage, LessonPage, ModulePage
from learning.courses.queries import TEXT_LANGUAGE, source_course
from learning.courses.quiz_blocks import quizzes_in

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
    """Something to do in a live lesson, as an outline is made from it. `lesson_key` is the page it stands on and, so
    far, belongs to."""

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
        path: row
        for path, *row in LessonPage.objects.descendant_of(course)
        .live()
        .annotate(text_language=TEXT_LANGUAGE)
        .values_list("path", "translation_key", "title", "text_language", "is_required", "asks_to_read", "body")
    }
    code = course.locale.language_code
    lessons |= {
        page.path: [page.translation_key, page.title, code, page.is_required, page.asks_to_read, page.body]
        for page in planned.drafts(LessonPage, course)
    }
    return course, [
        LiveActivity(key, block_id, kind, its_title, language, is_required, *modules[path[: -Page.steplen]])
        for path, (key, title, language, is_required, asks_to_read, body) in sorted(lessons.items())
        if path[: -Page.steplen] in modules and not planned.takes_away(path)
        for block_id, kind, its_title in _to_do(title, body, asks_to_read=asks_to_read)
    ]


def _course_after(course_key: UUID, planned: Planned) -> CoursePage | None:
    course = source_course(course_key)
    if course is None or planned.takes_away(course.path):
        return None
    draft = next((page for page in planned.drafts(CoursePage, course) if page.pk == course.pk), None)
    return draft or (course if course.live else None)


def _to_do(title: str, body: StreamValue, *, asks_to_read: bool) -> Iterator[tuple[UUID | None, ActivityKind, str]]:
    if asks_to_read:
        yield None, ActivityKind.READ, title
    for block_id, quiz_title in quizzes_in(body):
        yield block_id, ActivityKind.QUIZ, quiz_title or title


def optional_needed(course: CoursePage, asked: list[LiveActivity]) -> int:
    """How many optional activities a course asks for, never more than there are: a course that nobody can finish helps
    nobody."""
    return min(course.optional_needed, sum(not each.is_required for each in asked))
