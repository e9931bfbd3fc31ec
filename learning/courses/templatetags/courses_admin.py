"""What the admin shows of a course as a whole."""

from django import template

from jadro.accounts.models import User
from learning.courses import tree
from learning.courses.models import CoursePage, ModulePage

register = template.Library()


@register.simple_tag
def course_tree(page: CoursePage | ModulePage) -> tree.CourseTree | None:
    return tree.course_tree(page)


@register.simple_tag
def may_change_course(user: User, page: CoursePage | ModulePage) -> bool:
    """Whether the person may move and add parts; rights over a course hold for all below it."""
    return page.permissions_for_user(user).can_publish()
