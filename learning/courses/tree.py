"""A course as its editors see it: every module and lesson, published or not, with the languages it exists in.

Readers never see this; what they see is made from the outline, in `queries`.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, Exists, F, OuterRef
from django.db.models.functions import Cast
from wagtail.models import Page, WorkflowState

from jadro.base.addresses import page_address
from learning.courses import queries
from learning.courses.choices import PartState
from learning.courses.models import CoursePage, LessonPage, ModulePage


@dataclass(frozen=True)
class PartLanguage:
    """A part in one language. `is_translated` is False for a copy that stands in for a translation."""

    code: str
    page_id: int
    is_translated: bool
    is_live: bool


@dataclass(frozen=True)
class TreePart:
    """A module or lesson. `url` is empty while nobody can open it; `minutes` and `is_required` are those of its latest
    draft, and mean nothing for a module."""

    page_id: int
    title: str
    states: tuple[PartState, ...]
    url: str
    languages: tuple[PartLanguage, ...]
    is_first: bool
    is_last: bool
    minutes: int = 0
    is_required: bool = True


@dataclass(frozen=True)
class TreeModule:
    part: TreePart
    lessons: tuple[TreePart, ...]


@dataclass(frozen=True)
class CourseTree:
    """`is_source` is False for a translation of the course, whose order is that of its source."""

    course_id: int
    title: str
    language: str
    is_source: bool
    modules: tuple[TreeModule, ...]
    optional_needed: int = 0

    @property
    def lesson_count(self) -> int:
        return sum(len(module.lessons) for module in self.modules)

    @property
    def optional_count(self) -> int:
        return sum(not lesson.is_required for module in self.modules for lesson in module.lessons)

    @property
    def asks_for_too_many(self) -> bool:
        """Whether it asks for more optional lessons than it has, drafts included; the outline then asks for all."""
        return self.optional_needed > self.optional_count

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for module in self.modules for lesson in module.lessons)


def course_tree(page: CoursePage | ModulePage) -> CourseTree | None:
    """The whole course of a page of it; None before that page is saved. The number of queries does not depend on the
    length of the course."""
    course = queries.course_of(page) if page.pk else None
    if course is None:
        return None
    source = queries.source_course(course.translation_key)
    module_pages = list(_for_editors(ModulePage.objects.child_of(course)))
    lesson_pages = list(
        _for_editors(LessonPage.objects.descendant_of(course))
        .defer("body")
        .annotate(
            draft_minutes=F("latest_revision__content__minutes"),
            draft_is_required=F("latest_revision__content__is_required"),
        )
    )
    languages = _languages({part.translation_key for part in [*module_pages, *lesson_pages]})
    lessons_by_module: dict[str, list[LessonPage]] = defaultdict(list)
    for lesson in lesson_pages:
        lessons_by_module[lesson.path[: -Page.steplen]].append(lesson)
    code = course.locale.language_code
    modules = []
    for number, module in enumerate(module_pages, start=1):
        its_lessons = lessons_by_module[module.path]
        modules.append(
            TreeModule(
                _part(module, code, languages, number, len(module_pages)),
                tuple(
                    _part(lesson, code, languages, place, len(its_lessons))
                    for place, lesson in enumerate(its_lessons, start=1)
                ),
            )
        )
    return CourseTree(
        course_id=course.pk,
        title=course.get_admin_display_title(),
        language=code,
        is_source=source == course,
        modules=tuple(modules),
        optional_needed=page.optional_needed if isinstance(page, CoursePage) else course.optional_needed,
    )


def _for_editors(pages):
    # Wagtail's own prefetch finds the workflows of plain pages only.
    in_review = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    return pages.order_by("path").annotate_approved_schedule().annotate(is_in_review=Exists(in_review))


def _part(
    page: ModulePage | LessonPage, code: str, languages: dict[UUID, tuple[PartLanguage, ...]], place: int, last: int
) -> TreePart:
    facts: dict[str, Any] = {}
    if isinstance(page, LessonPage):
        has_draft = page.has_unpublished_changes and page.draft_minutes is not None
        facts = {
            "minutes": page.draft_minutes if has_draft else page.minutes,
            "is_required": page.draft_is_required if has_draft else page.is_required,
        }
    return TreePart(
        page_id=page.pk,
        title=page.get_admin_display_title(),
        states=tuple(_states(page)),
        url=page_address(page.url_path, code) if page.live else "",
        languages=languages[page.translation_key],
        is_first=place == 1,
        is_last=place == last,
        **facts,
    )


def _states(page: Page) -> list[PartState]:
    states = [PartState.LIVE if page.live else PartState.DRAFT]
    if page.live and page.has_unpublished_changes:
        states.append(PartState.CHANGED)
    if page.approved_schedule:
        states.append(PartState.SCHEDULED)
    if page.is_in_review:
        states.append(PartState.IN_REVIEW)
    return states


def _languages(keys: set[UUID]) -> dict[UUID, tuple[PartLanguage, ...]]:
    rows = Page.objects.filter(translation_key__in=keys).values_list(
        "translation_key", "locale__language_code", "pk", "alias_of_id", "live"
    )
    found: dict[UUID, list[PartLanguage]] = defaultdict(list)
    for key, code, page_id, alias_of, is_live in rows:
        found[key].append(PartLanguage(code, page_id, alias_of is None, is_live))
    order = [code for code, _name in settings.LANGUAGES]
    return {key: tuple(sorted(each, key=lambda version: order.index(version.code))) for key, each in found.items()}
