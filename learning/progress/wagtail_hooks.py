from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from learning.progress.viewsets import RunViewSet


@hooks.register("register_admin_viewset")
def runs_of_courses():
    return RunViewSet()


@hooks.register("register_log_actions")
def changes_of_runs(actions):
    actions.register_action("courses.people_put_in", _("Put people in"), _("People were put in"))
    actions.register_action("courses.people_taken_out", _("Take people out"), _("People were taken out"))
