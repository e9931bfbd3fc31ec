from http import HTTPStatus
from uuid import UUID, uuid4

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jadro.base.pages import BasePage
from jadro.corrections import queries, services
from jadro.corrections.forms import ReportForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, page_key: UUID) -> HttpResponse:
    """For everybody who can read the page; how many come from one place on the network is limited."""
    page = queries.page_of(page_key, get_language())
    if page is None or not page.is_reachable() or not page.is_open_to(request):
        raise Http404
    if request.method != "POST":
        part = _part(page, request.GET.get("block", ""))
        form = ReportForm(initial={"block": part.block_id if part else None, "request_id": uuid4()})
        return _show(request, page, form, part)
    part = _part(page, request.POST.get("block", ""))
    form = ReportForm({**request.POST.dict(), "block": str(part.block_id) if part else ""})
    if not form.is_valid():
        return _show(request, page, form, part, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not ratelimit.consume(request, action="report_mistake"):
        form.add_error(None, _("Many reports came from your network just now. Send yours again in ten minutes."))
        return _show(request, page, form, part, status=HTTPStatus.TOO_MANY_REQUESTS)
    kept = services.report(
        page,
        block_id=form.cleaned_data["block"],
        words=form.cleaned_data["words"],
        by=request.user if request.user.is_authenticated else None,
        request_id=form.cleaned_data["request_id"],
        at=timezone.now(),
    )
    messages.success(request, _("Thank you. The editors have what you wrote."))
    return redirect(f"{page.get_url(request)}{f'#block-{kept.block_id}' if kept.block_id else ''}")


def _show(
    request: HttpRequest, page: BasePage, form: ReportForm, part: queries.Part | None, status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "corrections/report.html", {"reported": page, "part": part, "form": form}, status=status)


def _part(page: BasePage, block_id: str) -> queries.Part | None:
    """An address may have been cut or made up, or the block is gone; then the report is about the page as a whole."""
    try:
        return queries.part_of(page, UUID(block_id))
    except ValueError:
        return None
