"""Who may see figures of a course, and who may note what was changed in it."""

from typing import TYPE_CHECKING

from jadro.base.permission import rule
from learning.courses.models import CoursePage

if TYPE_CHECKING:
    from jadro.accounts.models import User


@rule("see statistics", CoursePage)
def may_see(user: "User", course: CoursePage) -> bool:
    """Those who look after courses, and those who write this one."""
    return user.has_perm("statistics.see_statistics") or may_note(user, course)


@rule("note change", CoursePage)
def may_note(user: "User", course: CoursePage) -> bool:
    return course.permissions_for_user(user).can_edit()
