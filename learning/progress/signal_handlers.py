"""Wagtail's door: whatever editors do to a course, its outline follows."""

from django.db.models.signals import post_delete  # noqa: TID251  Wagtail sends nothing of its own when a page is deleted
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move, published, unpublished

from learning.courses import queries as courses
from learning.courses.models import CoursePage, LessonPage, ModulePage
from learning.progress import services
from learning.toolkits.models import WorksheetTemplate

COURSE_PAGES = (CoursePage, ModulePage, LessonPage)


def connect() -> None:
    for model in COURSE_PAGES:
        page_published.connect(follow_page, sender=model, dispatch_uid=f"outline-published-{model.__name__}")
        page_unpublished.connect(follow_page, sender=model, dispatch_uid=f"outline-unpublished-{model.__name__}")
        post_page_move.connect(follow_move, sender=model, dispatch_uid=f"outline-moved-{model.__name__}")
        post_delete.connect(follow_page, sender=model, dispatch_uid=f"outline-deleted-{model.__name__}")
    published.connect(follow_worksheet, sender=WorksheetTemplate, dispatch_uid="outline-worksheet-published")
    unpublished.connect(follow_worksheet, sender=WorksheetTemplate, dispatch_uid="outline-worksheet-unpublished")
    post_delete.connect(follow_worksheet, sender=WorksheetTemplate, dispatch_uid="outline-worksheet-deleted")


def follow_page(sender, instance: Page, **kwargs) -> None:
    _follow(instance)


def follow_move(sender, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs) -> None:
    """A part can move from one course to another: both change."""
    _follow(parent_page_before)
    if parent_page_after.pk != parent_page_before.pk:
        _follow(parent_page_after)


def follow_worksheet(sender, instance: WorksheetTemplate, **kwargs) -> None:
    """A lesson asks for a worksheet while that is published."""
    for course_key in courses.courses_pointing_at(instance):
        services.follow_outline(course_key, at=timezone.now())


def _follow(page: Page) -> None:
    course = courses.course_of(page)
    if course is not None:
        services.follow_outline(course.translation_key, at=timezone.now())
