"""Reads of courses that several callers share."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from jadro.accounts.models import User
from jadro.base.addresses import page_address
from jadro.editions.choices import Scope
from jadro.editions.memory import remembered, remembered_each
from jadro.editions.visibility import hidden_paths, is_private, visible_to
from learning.courses.blocks import CountedBlock, counted_in, templates_in
from learning.courses.choices import ActivityKind, RunKind
from learning.courses.models import (
    Activity,
    CoursePage,
    Enrolment,
    LessonPage,
    ModulePage,
    Outline,
    OutlineItem,
    Prerequisite,
    Run,
)
from learning.toolkits import queries as toolkits
from learning.toolkits.definitions import Worksheet
from learning.toolkits.models import WorksheetTemplate

AnyPage = TypeVar("AnyPage", bound=Page)
Reader = User | AnonymousUser

# The language a page is really written in: a copy that stands in for a translation has its source's.
TEXT_LANGUAGE = Coalesce(F("alias_of__locale__language_code"), F("locale__language_code"))


@dataclass(frozen=True)
class Part:
    """One thing to do in a course, as a reader sees it. `owner_key` is what it belongs to: its page, or a worksheet by
    itself. `page_key` is the page it stands on and `block_id` where, None for the page as a whole; `url` is empty when
    that cannot be opened now. `language` is that of the title, which differs from the reader's where it is not
    translated. `is_page` is False for a quiz or worksheet in a lesson that is read as well."""

    activity_id: int
    owner_key: UUID
    page_key: UUID
    block_id: UUID | None
    kind: str
    is_page: bool
    title: str
    language: str
    url: str
    minutes: int
    is_required: bool


@dataclass(frozen=True)
class Module:
    key: UUID
    title: str
    summary: str
    language: str
    parts: tuple[Part, ...]

    @property
    def anchor(self) -> str:
        return f"module-{self.key.hex[:8]}"


@dataclass(frozen=True)
class Contents:
    """What the latest outline of a course asks for: all its required parts, and `optional_needed` of the others.
    `title` is the course's own when the outline was made."""

    course_key: UUID
    title: str
    outline_id: int
    outline_number: int
    made_at: datetime
    optional_needed: int
    modules: tuple[Module, ...]

    @property
    def parts(self) -> list[Part]:
        return [part for module in self.modules for part in module.parts]

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts)


def source_page(model: type[AnyPage], key: UUID) -> AnyPage | None:
    """The page in the language it was written in."""
    pages = list(model.objects.filter(translation_key=key, alias_of__isnull=True).order_by("pk"))
    if len(pages) > 1:
        source_locale = set(TranslationSource.objects.filter(object_id=key).values_list("locale_id", flat=True))
        pages.sort(key=lambda page: page.locale_id not in source_locale)
    return pages[0] if pages else None


def source_course(course_key: UUID, *, live: bool = False) -> CoursePage | None:
    """The course in its own language: its tree is the one that outlines are made from."""
    page = source_page(CoursePage, course_key)
    return None if page is not None and live and not page.live else page


def is_offered(course_key: UUID) -> bool:
    """Whether the course can be followed now."""
    return remembered(Scope.LEARNING, ("offered", course_key), lambda: source_course(course_key, live=True) is not None)


def live_course_keys() -> list[UUID]:
    return list(CoursePage.objects.live().order_by().values_list("translation_key", flat=True).distinct())


def latest_outline(course_key: UUID) -> Outline | None:
    return Outline.objects.filter(course_key=course_key).order_by("-number").first()


def opens_later_on(course_key: UUID) -> date | None:
    """The day on which people may join by themselves; None when they may now."""
    later = Run.objects.filter(course_key=course_key, kind=RunKind.OPEN, opens_on__gt=timezone.localdate())
    return later.values_list("opens_on", flat=True).first()


@dataclass(frozen=True)
class Before:
    """A course to finish before another: its key, and whether that is needed to join."""

    course_key: UUID
    is_binding: bool


def prerequisites(course_key: UUID) -> tuple[Before, ...]:
    """What to finish before a course, in the editors' order; courses that are not offered now cannot be asked for.
    Remembered until content changes."""

    def read() -> tuple[Before, ...]:
        source = source_course(course_key)
        rows = Prerequisite.objects.filter(course=source).order_by("sort_order", "pk") if source else []
        return tuple(Before(row.course_key, row.is_binding) for row in rows if is_offered(row.course_key))

    return remembered(Scope.LEARNING, ("prerequisites", course_key), read)


def course_titles(course_keys: Iterable[UUID]) -> list[str]:
    """In the reader's language, or in the courses' own."""
    found = titles_of_courses(course_keys)
    return [found[key] for key in course_keys if key in found]


def titles_of_courses(course_keys: Iterable[UUID]) -> dict[UUID, str]:
    """The same by key."""
    found: dict[UUID, str] = {}
    rows = CoursePage.objects.filter(translation_key__in=list(course_keys)).order_by("alias_of", "pk")
    for key, title, language in rows.values_list("translation_key", "title", "locale__language_code"):
        if language == get_language() or key not in found:
            found[key] = title
    return found


def enrolment_of(learner: User, course_key: UUID) -> Enrolment | None:
    """How a person follows a course; of several runs the one they joined last."""
    return Enrolment.objects.filter(learner=learner, run__course_key=course_key).order_by("-enrolled_at", "-pk").first()


def contents(course_key: UUID, language: str, reader: Reader) -> Contents | None:
    """What a course asks for now, or None before its first publication."""
    return contents_of([course_key], language, reader).get(course_key)


def contents_of(course_keys: Iterable[UUID], language: str, reader: Reader) -> dict[UUID, Contents]:
    """What courses ask for now, with titles in this language and the addresses this reader can open.

    Remembered until content changes. Otherwise four queries, whatever the number and length of the courses; two more
    where worksheets stand in lessons, and two when a page is missing in that language.
    """
    return remembered_each(
        Scope.LEARNING,
        ("contents", language, hidden_paths(reader)),
        course_keys,
        lambda missing: _read_contents(missing, language, reader),
    )


def _read_contents(course_keys: list[UUID], language: str, reader: Reader) -> dict[UUID, Contents]:
    outlines = list(Outline.objects.current().filter(course_key__in=course_keys))
    items: dict[int, list[OutlineItem]] = defaultdict(list)
    rows = OutlineItem.objects.filter(outline__in=outlines).select_related("activity").order_by("position")
    for item in rows:
        items[item.outline_id].append(item)
    lessons = _pages(LessonPage, {item.page_key for item in rows}, language, reader, "minutes", "asks_to_read", "body")
    modules = _pages(ModulePage, {item.module_key for item in rows}, language, reader, "summary")
    sheets = toolkits.worksheets_chosen(templates_in(lesson["body"] for lesson in lessons.values()), language)
    return {
        outline.course_key: Contents(
            outline.course_key,
            outline.title,
            outline.pk,
            outline.number,
            outline.created_at,
            outline.optional_needed,
            tuple(_modules(items[outline.pk], lessons, modules, sheets)),
        )
        for outline in outlines
    }


def _modules(
    items: list[OutlineItem], lessons: dict[UUID, dict], modules: dict[UUID, dict], sheets: dict[int, Worksheet]
) -> Iterator[Module]:
    by_module: dict[UUID, list[OutlineItem]] = defaultdict(list)
    for item in items:
        by_module[item.module_key].append(item)
    for key, its_items in by_module.items():
        page = modules.get(key)
        yield Module(
            key=key,
            title=page["title"] if page else its_items[0].module_title,
            summary=page["summary"] if page else "",
            language=page["text_language"] if page else its_items[0].language,
            parts=tuple(_part(item, lessons.get(item.page_key), sheets) for item in its_items),
        )


def _part(item: OutlineItem, page: dict | None, sheets: dict[int, Worksheet]) -> Part:
    activity = item.activity
    title, language, url = item.title, item.language, ""
    block_id, is_page = activity.block_id, activity.kind == ActivityKind.READ
    if page is not None:
        counted = counted_in(page["body"])
        block = next((each for each in counted if _is_of(activity, each, sheets)), None)
        block_id = block.block_id if block else block_id
        # A page that is not read but answered is called by its own title, and takes its time.
        is_page |= not page["asks_to_read"] and block is not None and block == counted[0]
        language, url = page["text_language"], page_address(page["url_path"], page["locale__language_code"])
        if is_page:
            title = page["title"]
        elif block and block.template_id:
            title, language = sheets[block.template_id].title, sheets[block.template_id].language
        elif block:
            title = block.title
    return Part(
        activity_id=item.activity_id,
        owner_key=activity.owner_key,
        page_key=item.page_key,
        block_id=block_id,
        kind=activity.kind,
        is_page=is_page,
        title=title,
        language=language,
        url=url if is_page or not url or not block_id else f"{url}#block-{block_id}",
        minutes=page["minutes"] if page and is_page else 0,
        is_required=item.is_required,
    )


def _is_of(activity: Activity, block: CountedBlock, sheets: dict[int, Worksheet]) -> bool:
    """Whether this is where an activity is met. A worksheet belongs to no block: the blocks point at it."""
    if block.template_id is None:
        return block.block_id == activity.block_id
    return block.template_id in sheets and sheets[block.template_id].template_key == activity.owner_key


def _pages(model: type[Page], keys: set[UUID], language: str, reader: Reader, *fields: str) -> dict[UUID, dict]:
    """Pages this reader can open, by key, in their language or else in any other. `text_language` is the language an
    untranslated page is really written in."""

    def read(pages: QuerySet[Page]) -> dict[UUID, dict]:
        rows = pages.annotate(text_language=TEXT_LANGUAGE).values(
            "translation_key", "title", "url_path", "locale__language_code", "text_language", *fields
        )
        return {row["translation_key"]: row for row in rows}

    live = visible_to(model.objects.live(), reader)
    found = read(live.filter(translation_key__in=keys, locale__language_code=language))
    missing = keys - found.keys()
    if missing:
        found.update(read(live.filter(translation_key__in=missing, alias_of__isnull=True)))
    return found


@dataclass(frozen=True)
class LessonLink:
    title: str
    url: str
    language: str


def lesson_links(keys: set[UUID], language: str, reader: Reader) -> dict[UUID, LessonLink]:
    """Where lessons can be read, by key, in the reader's language where there is one; those they cannot open are left
    out."""
    return {
        key: LessonLink(
            page["title"], page_address(page["url_path"], page["locale__language_code"]), page["text_language"]
        )
        for key, page in _pages(LessonPage, keys, language, reader).items()
    }


def lessons_with_worksheet(template_key: UUID, language: str, reader: Reader) -> list[LessonLink]:
    """Where courses ask for a worksheet now: in the lesson in which it stands first."""
    current = Outline.objects.current()
    rows = OutlineItem.objects.filter(activity__owner_key=template_key, outline__in=current).order_by("outline")
    links = lesson_links(set(rows.values_list("page_key", flat=True)), language, reader)
    return list(links.values())


def titles(keys: set[UUID], language: str, reader: Reader) -> dict[UUID, str]:
    """Titles of lessons by key, in the reader's language where there is one; lessons that are gone are left out."""
    return {key: link.title for key, link in lesson_links(keys, language, reader).items()}


def titles_of_activities(activities: Iterable[Activity], language: str, reader: Reader) -> dict[int, str]:
    """What activities are called, by their row: like the lesson they belong to, or like the worksheet they are; those
    whose lesson or worksheet is gone are left out."""
    its = list(activities)
    sheets = toolkits.worksheets([each.owner_key for each in its if each.kind == ActivityKind.WORKSHEET], language)
    lessons = titles({each.owner_key for each in its if each.owner_key not in sheets}, language, reader)
    called = {**lessons, **{key: sheet.title for key, sheet in sheets.items()}}
    return {each.pk: called[each.owner_key] for each in its if each.owner_key in called}


@dataclass(frozen=True)
class Listed:
    """An item of an outline as it was then; its page may have another title now, or be gone."""

    activity_id: int
    is_required: bool
    title: str
    language: str


def listed(outline_id: int) -> tuple[Listed, ...]:
    """What an outline lists, in order. An outline never changes."""

    def read() -> tuple[Listed, ...]:
        rows = OutlineItem.objects.filter(outline=outline_id).in_order()
        return tuple(Listed(*row) for row in rows.values_list("activity_id", "is_required", "title", "language"))

    return remembered(Scope.LEARNING, ("listed", outline_id), read)


def reading_activity(lesson_key: UUID, course_key: UUID) -> Activity | None:
    """The reading activity of a lesson, if the course asks for it now."""
    return Activity.objects.filter(
        owner_key=lesson_key,
        block_id__isnull=True,
        outline_items__outline__in=Outline.objects.current().filter(course_key=course_key),
    ).first()


def courses_asking(activity: Activity) -> list[UUID]:
    """Courses that ask for it now."""
    current = Outline.objects.current().filter(items__activity=activity)
    return list(current.values_list("course_key", flat=True))


def plan_activities(course_key: UUID) -> list[Activity]:
    """The places in a course, as it is asked for now, where the whole plan is handed in."""
    current = Outline.objects.current().filter(course_key=course_key)
    return list(Activity.objects.filter(kind=ActivityKind.PLAN, outline_items__outline__in=current))


def courses_pointing_at(template: WorksheetTemplate) -> list[UUID]:
    """Courses with a lesson in which this worksheet stands. Asked for when a worksheet is published, so reading every
    lesson is not too much; Wagtail makes its index of references later than that."""
    lessons = LessonPage.objects.filter(alias_of__isnull=True).values_list("path", "body")
    above = {path[: -2 * Page.steplen] for path, body in lessons if template.pk in templates_in([body])}
    return list(
        CoursePage.objects.filter(path__in=above).order_by().values_list("translation_key", flat=True).distinct()
    )


def quizzes_of(lesson: LessonPage) -> Iterator[tuple[str, dict[str, Any]]]:
    """Block id of each quiz in a lesson, and what it asks in the language the lesson is really written in."""
    language = (lesson.alias_of or lesson).locale.language_code
    for block in lesson.body:
        if block.block_type == "quiz":
            yield block.id, block.value.asked(language)


def quiz_activity(lesson_key: UUID, block_id: UUID, course_key: UUID) -> Activity | None:
    """The activity of a quiz in a lesson, if the course asks for it now."""
    return Activity.objects.filter(
        owner_key=lesson_key,
        block_id=block_id,
        kind=ActivityKind.QUIZ,
        outline_items__outline__in=Outline.objects.current().filter(course_key=course_key),
    ).first()


@dataclass(frozen=True)
class CourseAbove:
    """The course a lesson stands in, in the language of the lesson. `language` is that of the title, which differs
    where the course is not translated."""

    translation_key: UUID
    title: str
    language: str
    url: str


def course_above(lesson: LessonPage) -> CourseAbove:
    """One query, and no page object: every lesson asks."""
    path = lesson.path[: -2 * Page.steplen]
    course = Page.objects.annotate(text_language=TEXT_LANGUAGE).filter(path=path)
    key, title, language, url_path = course.values_list("translation_key", "title", "text_language", "url_path").get()
    return CourseAbove(key, title, language, page_address(url_path, lesson.locale.language_code))


@dataclass(frozen=True)
class LessonInCourse:
    """A lesson and what its course asks for there now."""

    url: str
    activity: Activity
    course: CourseAbove


def lesson_in_course(lesson: LessonPage) -> LessonInCourse | None:
    """None when no course asks for reading it now."""
    course = course_above(lesson)
    activity = reading_activity(lesson.translation_key, course.translation_key)
    return LessonInCourse(lesson.url, activity, course) if activity else None


def open_lesson(lesson_key: UUID, language: str) -> LessonInCourse | None:
    """A lesson that everybody can open now; None says nothing about those that only some can open. Remembered until
    content changes."""

    def read() -> LessonInCourse | None:
        lesson = _open_page(lesson_key, language)
        return lesson_in_course(lesson) if lesson else None

    return remembered(Scope.LEARNING, ("open lesson", lesson_key, language), read)


def _open_page(lesson_key: UUID, language: str) -> LessonPage | None:
    lesson = LessonPage.objects.filter(translation_key=lesson_key, locale__language_code=language).first()
    return lesson if lesson and lesson.is_reachable() and not is_private(lesson) else None


@dataclass(frozen=True)
class QuizInCourse:
    """What a course asks for now with a quiz in one of its lessons."""

    activity: Activity
    course_key: UUID


def quiz_in_course(lesson: LessonPage, block_id: UUID) -> QuizInCourse | None:
    """None when no course asks for the quiz now."""
    course_key = course_above(lesson).translation_key
    activity = quiz_activity(lesson.translation_key, block_id, course_key)
    return QuizInCourse(activity, course_key) if activity else None


def open_quiz(lesson_key: UUID, block_id: UUID, language: str) -> QuizInCourse | None:
    """A quiz that everybody can answer now; None says nothing about those that only some can. Remembered until content
    changes."""

    def read() -> QuizInCourse | None:
        lesson = _open_page(lesson_key, language)
        return quiz_in_course(lesson, block_id) if lesson else None

    return remembered(Scope.LEARNING, ("open quiz", lesson_key, block_id, language), read)


def course_key_of_lesson(lesson_key: UUID) -> UUID | None:
    """The course a lesson stands in, whether it is published or not. Remembered until content changes."""

    def read() -> UUID | None:
        lesson = source_page(LessonPage, lesson_key)
        course = course_of(lesson) if lesson else None
        return course.translation_key if course else None

    return remembered(Scope.LEARNING, ("course of a lesson", lesson_key), read)


def course_of(page: Page) -> CoursePage | None:
    """The course a module or lesson stands in, in the language of the page."""
    return CoursePage.objects.ancestor_of(page, inclusive=True).first()
