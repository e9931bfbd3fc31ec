from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from jadro.base.permission import can
from learning.courses import queries as courses
from learning.courses.models import CoursePage, LessonPage
from learning.statistics import admin_views, queries

urls = (
    [
        path("", admin_views.all_courses, name="courses"),
        path("plans/", admin_views.plans, name="plans"),
        path("<uuid:course_key>/", admin_views.course, name="course"),
        path("<uuid:course_key>/notes/", admin_views.note_change, name="note_change"),
        path("<uuid:course_key>/notes/<int:note_id>/", admin_views.compare, name="compare"),
        path("<uuid:course_key>/notes/<int:note_id>/remove/", admin_views.remove_note, name="remove_note"),
    ],
    "statistics",
)


@hooks.register("register_admin_urls")
def statistics_urls():
    return [path("statistics/", include(urls))]


class StatisticsMenuItem(MenuItem):
    def is_shown(self, request):
        return bool(queries.courses_seen_by(request.user))


@hooks.register("register_reports_menu_item")
def statistics_in_menu():
    return StatisticsMenuItem(
        _("Statistics of courses"), reverse("statistics:courses"), name="statistics", icon_name="table", order=50
    )


class PlansMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("statistics.see_statistics_of_plans")


@hooks.register("register_reports_menu_item")
def plans_in_menu():
    return PlansMenuItem(
        _("Plans of the network"), reverse("statistics:plans"), name="plans", icon_name="clipboard-list", order=60
    )


@hooks.register("register_page_header_buttons")
def statistics_button(page, user, next_url=None, view_name=None):
    """On a course and its lessons: its figures."""
    course = page if isinstance(page, CoursePage) else courses.course_of(page) if isinstance(page, LessonPage) else None
    if course is not None and can(user, "see statistics", course):
        address = reverse("statistics:course", args=[course.translation_key])
        yield Button(_("Statistics of the course"), url=address, icon_name="table", priority=61)


@hooks.register("register_log_actions")
def notes_on_changes(actions):
    actions.register_action("statistics.change_noted", _("Note a change"), _("A change was noted"))
    actions.register_action("statistics.note_removed", _("Remove a note"), _("A note was removed"))
