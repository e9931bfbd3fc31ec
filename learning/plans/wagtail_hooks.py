from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import include, path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogFormatter

from jadro.places.models import Institution
from learning.plans import admin_views, queries
from learning.plans.asking import ask_before_withdrawing
from learning.plans.changes import impact_of
from learning.toolkits.models import WorksheetTemplate

urls = ([path("publish/<int:revision_id>/", admin_views.publish, name="publish")], "plans_admin")


@hooks.register("register_admin_urls")
def plans_urls():
    return [path("plans/", include(urls))]


@hooks.register("register_log_actions")
def changes_of_worksheets(actions):
    @actions.register_action("plans.worksheet_changed")
    class WorksheetChanged(LogFormatter):
        label = gettext_lazy("Change a worksheet that is filled in in plans")

        def format_message(self, log_entry) -> str | Promise:
            return _("It was said: %(said)s") % {"said": " ".join(log_entry.data["sentences"])}


@hooks.register("before_publish")
def say_before_publishing(request: HttpRequest, instance):
    """The draft was saved by the same press, so nothing is lost by asking on a page of its own."""
    if isinstance(instance, WorksheetTemplate) and impact_of(instance, instance.get_latest_revision_as_object()).told:
        return redirect("plans_admin:publish", instance.latest_revision_id)
    return None


@hooks.register("before_edit_snippet")
def say_before_approving(request: HttpRequest, instance):
    """The last approval of a workflow publishes."""
    if request.POST.get("workflow-action-name") != "approve" or "action-workflow-action" not in request.POST:
        return None
    return say_before_publishing(request, instance)


@hooks.register("before_unpublish")
def say_before_unpublishing(request: HttpRequest, instance):
    if not isinstance(instance, WorksheetTemplate):
        return None
    return ask_before_withdrawing(request, [instance], button=_("Unpublish it"))


@hooks.register("before_delete_snippet")
def say_before_deleting(request: HttpRequest, instances):
    templates = [each for each in instances if isinstance(each, WorksheetTemplate)]
    return ask_before_withdrawing(request, templates, button=_("Delete it")) if templates else None


@hooks.register("before_delete_snippet")
def keep_what_plans_address(request: HttpRequest, instances):
    """Neither which plan nor how many is said: that is for their teams."""
    kept = queries.addressed(each for each in instances if isinstance(each, Institution))
    if not kept:
        return None
    names = ", ".join(str(each) for each in kept)
    messages.error(
        request,
        _("Nothing was deleted: plans name %(names)s. If it is called otherwise now, change its name.")
        % {"names": names},
    )
    return redirect(Institution.snippet_viewset.get_url_name("list"))
