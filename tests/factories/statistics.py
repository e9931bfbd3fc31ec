"""People who follow a course on days of their own."""

from datetime import UTC, datetime

from jadro.accounts.models import User
from learning.courses.models import CoursePage
from learning.progress import services as progress
from tests.factories import accounts


def moment(month: int, day: int = 10, hour: int = 9, minute: int = 0) -> datetime:
    """In a year that is over."""
    return datetime(2025, month, day, hour, minute, tzinfo=UTC)


def enrolled(course: CoursePage, number: int, *, at: datetime) -> list[User]:
    people = [accounts.user() for _ in range(number)]
    for person in people:
        progress.enrol(person, course.translation_key, at=at)
    return people
