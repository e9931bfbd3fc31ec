"""What editors are asked before they publish to people who are under way, and how they see what these see."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin import messages
from wagtail.models import Page, Revision

from learning.courses import queries as courses
from learning.courses.live import COURSE_PAGES, Planned
from learning.courses.models import CoursePage, LessonPage, Run
from learning.progress import audience
from learning.progress.changes import keep_reason, noticed, tell
from learning.progress.forms import ImpactForm
from learning.progress.impact import Impact


def publish(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Shows what publishing a saved draft does to the people in its course, and publishes it."""
    revision = get_object_or_404(Revision.page_revisions, pk=revision_id)
    page = get_object_or_404(Page, pk=revision.object_id).specific
    if not isinstance(page, COURSE_PAGES):
        raise Http404
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if page.live_revision_id == revision.pk or page.latest_revision_id != revision.pk:
        messages.warning(
            request, _("This draft was published meanwhile, or a newer one was saved. Nothing was changed.")
        )
        return redirect(edit)
    draft = revision.as_object()
    planned = Planned(published=(draft,))
    found = noticed(planned)
    form = ImpactForm(request.POST if request.method == "POST" else None, impacts=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            keep_reason([page], found, reason=form.cleaned_data["impact_reason"], by=request.user)
            PublishPageRevisionAction(revision, user=request.user).execute(skip_permission_checks=True)
        return _published(request, page, draft, found)
    context = {
        "form": form,
        "impacts": found,
        "title": draft.title,
        "button": _("Schedule it") if _is_for_later(draft) else _("Publish it"),
        "later": draft.go_live_at if _is_for_later(draft) else None,
        "back": edit,
    }
    return render(request, "progress/admin/impact.html", context, status=form.status)


def _is_for_later(draft: Page) -> bool:
    return draft.go_live_at is not None and draft.go_live_at > timezone.now()


def _published(request: HttpRequest, page: Page, draft: Page, found: list[Impact]) -> HttpResponse:
    page.refresh_from_db()
    for hook in hooks.get_hooks("after_publish_page"):
        response = hook(request, page)
        if isinstance(response, HttpResponse):
            return response
    title = {"title": page.get_admin_display_title()}
    edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit"))
    if _is_for_later(draft):
        messages.success(request, _("“%(title)s” is scheduled.") % title, buttons=[edit])
    else:
        live = [messages.button(page.url, _("View live"), new_window=False)] if page.url else []
        messages.success(request, _("“%(title)s” is published.") % title, buttons=[*live, edit])
        for each in found:
            tell(request, each)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@require_safe
def view_as(request: HttpRequest, page_id: int, run_id: int) -> HttpResponse:
    """A published page as somebody gets it who was just put into a run; for those who may edit the page."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, CoursePage | LessonPage):
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    course = courses.course_of(page)
    run = get_object_or_404(Run, pk=run_id, course_key=course.translation_key if course else None)
    if not page.is_reachable():
        raise Http404
    try:
        return audience.as_member_of(run, page, request)
    except audience.NotOpenToThem as refusal:
        messages.error(request, str(refusal.message))
        return redirect("wagtailadmin_pages:edit", page.pk)
