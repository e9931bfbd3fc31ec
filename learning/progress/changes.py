"""Between an editor's press and the change it makes to a course people are in: what it would do is shown first, what
takes something away needs a reason, and what it did is counted again and told.

Wagtail's hooks call `ask_first` before and `tell_after` when it is done. A change that is asked about comes back with
the same request, its fields and all, and two more: the figures that were seen, and the reason.
"""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from jadro.accounts.models import User
from learning.courses.live import Planned
from learning.progress.forms import ImpactForm
from learning.progress.impact import Impact, impacts, standings_now

OURS = ("csrfmiddlewaretoken", "impact_seen", "impact_reason")


def ask_first(request: HttpRequest, planned: Planned, *, title: str, button: str, back: str) -> TemplateResponse | None:
    """The page that asks, or None when nobody notices the change or exactly these figures were confirmed. `back` leads
    away from it, to where nothing was changed."""
    if request.method != "POST":
        return None
    found = noticed(planned)
    if not found:
        return None
    is_answer = "impact_seen" in request.POST
    form = ImpactForm(request.POST if is_answer else None, impacts=found)
    if is_answer and form.is_valid():
        keep_reason(
            (*planned.published, *planned.gone), found, reason=form.cleaned_data["impact_reason"], by=request.user
        )
        request.impacts = found  # type: ignore[attr-defined]
        return None
    again = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
    context = {"form": form, "impacts": found, "title": title, "button": button, "again": again, "back": back}
    return TemplateResponse(request, "progress/admin/impact.html", context, status=form.status)


def noticed(planned: Planned) -> list[Impact]:
    return [each for each in impacts(planned) if each.concerns]


def keep_reason(pages: Iterable[Page], found: list[Impact], *, reason: str, by: User | AnonymousUser) -> None:
    """Writes to the history of the pages what was said to happen, and why it was done all the same."""
    sentences = [sentence for impact in found for sentence in impact.sentences]
    for page in pages:
        log(page, "courses.impact_confirmed", user=by, data={"sentences": sentences, "reason": reason})


def tell_after(request: HttpRequest) -> None:
    """Counts again what was foretold to this request, and says whether it came so."""
    for foretold in getattr(request, "impacts", []):
        tell(request, foretold)


def tell(request: HttpRequest, foretold: Impact) -> None:
    now = standings_now(foretold.course_key)
    facts: dict[str, str | int] = {"title": foretold.course_title, "sentences": " ".join(foretold.sentences)}
    if now.figures == foretold.after.figures:
        messages.success(request, _("“%(title)s”, counted again, is as it was said: %(sentences)s") % facts)
        return
    facts |= {
        "finished": now.finished,
        "under_way": len(now.under_way),
        "may_finish": now.may_finish,
    }
    messages.warning(
        request,
        _(
            "“%(title)s” was counted again, and people went on meanwhile: finished %(finished)s, under way "
            "%(under_way)s, of these %(may_finish)s can finish. It had been said: %(sentences)s"
        )
        % facts,
    )
