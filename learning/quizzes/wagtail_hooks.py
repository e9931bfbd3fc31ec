from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from learning.courses.models import LessonPage
from learning.courses.quiz_blocks import quizzes_in
from learning.quizzes import admin_views

urls = ([path("results/<int:page_id>/", admin_views.quiz_results, name="results")], "quizzes_admin")


@hooks.register("register_admin_urls")
def quizzes_urls():
    return [path("quizzes/", include(urls))]


@hooks.register("register_page_header_buttons")
def results_button(page, user, next_url=None, view_name=None):
    """On a lesson that asks something: what people answered."""
    if isinstance(page, LessonPage) and quizzes_in(page.body) and page.permissions_for_user(user).can_edit():
        address = reverse("quizzes_admin:results", args=[page.pk])
        yield Button(_("Results of its quizzes"), url=address, icon_name="form", priority=60)
