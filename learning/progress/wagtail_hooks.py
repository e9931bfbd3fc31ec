from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import include, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from jadro.accounts.models import User
from learning.courses import queries as courses
from learning.courses.live import COURSE_PAGES, Planned
from learning.progress import admin_views
from learning.progress.changes import ask_first, noticed, tell_after
from learning.progress.viewsets import RunViewSet

urls = (
    [
        path("publish/<int:revision_id>/", admin_views.publish, name="publish"),
        path("as/<int:run_id>/<int:page_id>/", admin_views.view_as, name="view_as"),
    ],
    "progress_admin",
)


MANY = {
    "delete": gettext_lazy("Delete them"),
    "move": gettext_lazy("Move them"),
    "publish": gettext_lazy("Publish them"),
    "unpublish": gettext_lazy("Unpublish them"),
}


@hooks.register("register_admin_urls")
def progress_urls():
    return [path("progress/", include(urls))]


@hooks.register("register_admin_viewset")
def runs_of_courses():
    return RunViewSet()


@hooks.register("register_log_actions")
def changes_of_runs(actions):
    @actions.register_action("courses.people_put_in")
    class PutIn(LogFormatter):
        label = gettext_lazy("Put people in")

        def format_message(self, log_entry) -> str:
            return _("People were put in: %(people)s") % {"people": _people(log_entry)}

    @actions.register_action("courses.people_taken_out")
    class TakenOut(LogFormatter):
        label = gettext_lazy("Take people out")

        def format_message(self, log_entry) -> str:
            return _("People were taken out: %(people)s") % {"people": _people(log_entry)}

    @actions.register_action("courses.impact_confirmed")
    class ImpactConfirmed(LogFormatter):
        label = gettext_lazy("Change a course people are in")

        def format_message(self, log_entry) -> str | Promise:
            said = " ".join(log_entry.data["sentences"])
            if reason := log_entry.data["reason"]:
                return _("It was said: %(said)s Reason: %(reason)s") % {"said": said, "reason": reason}
            return _("It was said: %(said)s") % {"said": said}


def _people(log_entry) -> str:
    """The entry holds numbers of accounts, so that it names nobody who has erased theirs."""
    people = User.objects.filter(pk__in=log_entry.data["people"]).order_by("email")
    return ", ".join(person.listed_as for person in people)


# --- What a change does to people is said before it is made ----------------------------------------------------------


@hooks.register("before_publish_page")
def say_before_publishing(request: HttpRequest, page: Page):
    """The draft was saved by the same press, so nothing is lost by asking on a page of its own."""
    if isinstance(page, COURSE_PAGES) and noticed(Planned(published=(page,))):
        return redirect("progress_admin:publish", page.latest_revision_id)
    return None


@hooks.register("before_edit_page")
def say_before_approving(request: HttpRequest, page: Page):
    """The last approval of a workflow publishes."""
    if "action-workflow-action" not in request.POST or request.POST.get("workflow-action-name") != "approve":
        return None
    if not isinstance(page, COURSE_PAGES):
        return None
    planned = Planned(published=(page.get_latest_revision_as_object(),))
    return _ask(request, planned, page, _("Approve and publish it"))


@hooks.register("before_unpublish_page")
def say_before_unpublishing(request: HttpRequest, page: Page):
    return _ask(request, Planned(gone=(page,)), page, _("Unpublish it"))


@hooks.register("before_delete_page")
def say_before_deleting(request: HttpRequest, page: Page):
    return _ask(request, Planned(gone=(page,)), page, _("Delete it"))


@hooks.register("before_move_page")
def say_before_moving(request: HttpRequest, page: Page, destination: Page):
    return _ask(request, Planned(gone=(page,)), page, _("Move it")) if _leaves(page, destination) else None


def _leaves(page: Page, destination: Page) -> bool:
    """Whether a move takes a part out of its course, which then lacks it. Within a course the same is asked for as
    before, and one that moves as a whole goes on."""
    course = courses.course_of(page)
    return course is not None and course.pk != page.pk and course != courses.course_of(destination)


@hooks.register("before_bulk_action")
def say_before_many(request: HttpRequest, action_type: str, objects: list[Page], action):
    if action.model is not Page:
        return None
    if action_type not in MANY or not objects:
        return None
    if action_type == "publish":
        planned = Planned(published=tuple(_drafts(request, objects)))
    elif action_type == "move":
        planned = Planned(
            gone=tuple(page for page in objects if _leaves(page, action.cleaned_form.cleaned_data["chooser"]))
        )
    else:
        planned = Planned(gone=tuple(objects))
    title = _("Pages: %(count)s") % {"count": len(objects)}
    back = reverse("wagtailadmin_explore", args=[objects[0].get_parent().pk])
    return ask_first(request, planned, title=title, button=str(MANY[action_type]), back=back)


def _drafts(request: HttpRequest, pages: list[Page]):
    """What publishing many pages publishes: of each its latest draft, and of those below where that is ticked."""
    for page in pages:
        yield page.get_latest_revision_as_object()
        if request.POST.get("include_descendants"):
            for below in page.get_descendants().filter(has_unpublished_changes=True).specific():
                yield below.get_latest_revision_as_object()


def _ask(request: HttpRequest, planned: Planned, page: Page, button: str) -> TemplateResponse | None:
    back = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return ask_first(request, planned, title=page.get_admin_display_title(), button=button, back=back)


@hooks.register("after_edit_page")
@hooks.register("after_unpublish_page")
@hooks.register("after_delete_page")
@hooks.register("after_move_page")
@hooks.register("after_bulk_action")
def say_afterwards(request: HttpRequest, *_what) -> None:
    tell_after(request)
