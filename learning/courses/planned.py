"""A change to a course that is not made yet, to ask what it would do."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from wagtail.models import Page

from learning.courses.models import CoursePage, LessonPage, ModulePage

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
