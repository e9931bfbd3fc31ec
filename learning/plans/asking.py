"""Between an editor's press and a change of a worksheet: what it does to plans is said first, and kept in a log."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.log_actions import log

from jadro.accounts.models import User
from learning.plans.changes import Impact, impact_of
from learning.plans.forms import ChangeForm
from learning.toolkits.models import WorksheetTemplate

OURS = ("csrfmiddlewaretoken", "seen")


def edit_address(template: WorksheetTemplate) -> str:
    return reverse(WorksheetTemplate.snippet_viewset.get_url_name("edit"), args=[template.pk])


def ask_before_withdrawing(
    request: HttpRequest, templates: Sequence[WorksheetTemplate], *, button: str
) -> TemplateResponse | None:
    """The page that asks, or None when nobody notices or exactly this was confirmed. What was sent comes back with the
    same request."""
    if request.method != "POST":
        return None
    found = {template: impact_of(template, None) for template in templates}
    found = {template: impact for template, impact in found.items() if impact.told}
    if not found:
        return None
    shown = " ".join(impact.seen for impact in found.values())
    form = ChangeForm(request.POST if "seen" in request.POST else None, shown=shown)
    if form.is_bound and form.is_valid():
        for template, impact in found.items():
            keep_what_was_said(template, impact, by=request.user)
        return None
    again = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
    context = {
        "form": form,
        "impacts": list(found.values()),
        "button": button,
        "again": again,
        "back": edit_address(templates[0]),
    }
    return TemplateResponse(request, "plans/admin/change.html", context, status=409 if form.is_outdated else 200)


def keep_what_was_said(template: WorksheetTemplate, impact: Impact, *, by: User | AnonymousUser) -> None:
    sentences = [f"{each.label}: {each.sentence}" for each in impact.told]
    log(template, "plans.worksheet_changed", user=by, data={"sentences": sentences})
