"""Finished courses and the certificates of them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from jadro.accounts.models import User
from learning.certificates import services
from learning.certificates.choices import Shown
from learning.certificates.models import Certificate
from learning.courses.models import CoursePage
from tests.factories import learning

AT = datetime(2026, 3, 8, 12, tzinfo=ZoneInfo("Europe/Skopje"))


def finish(learner: User, course: CoursePage, *, at: datetime = AT) -> None:
    """Marks all that the course asks for."""
    for lesson in learning.lessons_of(course):
        learning.mark(learner, lesson, course, at=at)


def certificate(
    learner: User, course: CoursePage, *, name: str = "Ана Ќосева", shown: Shown = Shown.NAMELESS, at: datetime = AT
) -> Certificate:
    """That of a course the learner has not begun yet."""
    finish(learner, course, at=at)
    return services.issue(learner, course.translation_key, name=name, shown=shown, language="mk", at=at)
