"""What editors are asked before they change a worksheet that is filled in in plans."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Revision

from learning.plans.asking import edit_address, keep_what_was_said
from learning.plans.changes import impact_of
from learning.plans.forms import ChangeForm
from learning.toolkits.models import WorksheetTemplate


def publish(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Shows what publishing a saved draft of a worksheet does to plans, and publishes it."""
    revision = get_object_or_404(Revision.objects.not_page_revisions(), pk=revision_id)
    template = revision.content_object
    if not isinstance(template, WorksheetTemplate):
        raise Http404
    if not request.user.has_perm("toolkits.publish_worksheettemplate"):
        raise PermissionDenied
    if template.live_revision_id == revision.pk or template.latest_revision_id != revision.pk:
        messages.warning(
            request, _("This draft was published meanwhile, or a newer one was saved. Nothing was changed.")
        )
        return redirect(edit_address(template))
    found = impact_of(template, revision.as_object())
    form = ChangeForm(request.POST if request.method == "POST" else None, shown=found.seen)
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            keep_what_was_said(template, found, by=request.user)
            revision.publish(user=request.user)
        messages.success(
            request,
            _("“%(title)s” is published.") % {"title": template.title},
            buttons=[messages.button(edit_address(template), _("Edit"))],
        )
        return redirect(reverse(WorksheetTemplate.snippet_viewset.get_url_name("list")))
    context = {"form": form, "impacts": [found], "button": _("Publish it"), "back": edit_address(template)}
    status = HTTPStatus.CONFLICT if form.is_outdated else HTTPStatus.OK
    return render(request, "plans/admin/change.html", context, status=status)
