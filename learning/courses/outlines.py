"""What an outline asked for, read after it was the latest one."""

from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, When

from learning.courses.models import CoursePage, LessonPage, Outline, OutlineItem


def titles_of_course(course_key: UUID, outline_id: int) -> dict[str, str]:
    """Titles of a course by language, in those it is published in now; of a course that is gone the one its outline
    kept."""
    pages = CoursePage.objects.live().filter(translation_key=course_key, alias_of__isnull=True).order_by("pk")
    written = dict(pages.values_list("locale__language_code", "title"))
    if written:
        return written
    kept = OutlineItem.objects.filter(outline=outline_id).values_list("language", "outline__title")
    return dict(kept.order_by("position")[:1])


def required_minutes(outline_id: int) -> int:
    """How long what an outline requires takes, by what its lessons say now; those that are gone take none."""
    keys = OutlineItem.objects.filter(outline=outline_id, is_required=True).values("page_key")
    lessons = LessonPage.objects.filter(translation_key__in=keys, alias_of__isnull=True)
    # The source came first, so it counts where translations say otherwise.
    return sum(dict(lessons.order_by("-pk").values_list("translation_key", "minutes")).values())


def outline_before(course_key: UUID, moment: datetime) -> Outline | None:
    """The outline that was the latest one just before a moment; before the first there was that one. None when the
    course was never published. One query."""
    outlines = Outline.objects.filter(course_key=course_key)
    return outlines.order_by(Case(When(created_at__lt=moment, then=F("number")), default=0).desc(), "number").first()
