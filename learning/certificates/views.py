"""Certificates as their owner and as anybody sees them."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jadro.accounts import limits
from jadro.accounts.requests import SignedInRequest
from jadro.accounts.views import too_often
from jadro.base.http import download, require_POST
from learning.certificates import codes, paper, queries, services, words
from learning.certificates.forms import AskForm, CodeForm, ShownForm
from learning.certificates.models import Certificate
from learning.courses import outlines
from learning.courses.cards import course_cards
from learning.progress import queries as progress

GUESSING = "certificate_code"

# --- One's own -----------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    forms = [_shown_form(certificate) for certificate in queries.of_learner(request.user)]
    return render(request, "certificates/mine.html", {"forms": forms})


def _shown_form(certificate: Certificate, data=None) -> ShownForm:
    """Several stand on one page, so that each has ids of its own."""
    return ShownForm(data, instance=certificate, auto_id=f"id_{certificate.code}_%s")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """The learner says which name stands on the certificate of a finished course, and what is public."""
    finished = progress.finished(request.user, course_key)
    if finished is None:
        return _not_finished(request, course_key)
    if (certificate := queries.for_completion(finished.completion_id)) is not None:
        return _to_list(certificate)
    form = AskForm(request.POST if request.method == "POST" else None, initial={"name": request.user.get_full_name()})
    if not form.is_valid():
        titles = outlines.titles_of_course(course_key, finished.outline_id)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        context = {"form": form, "course_key": course_key, "title": words.nearest_title(titles)}
        return render(request, "certificates/ask.html", context, status=status)
    certificate = services.issue(
        request.user, course_key, **form.cleaned_data, language=get_language(), at=timezone.now()
    )
    messages.success(request, _("Your certificate is ready."))
    return _to_list(certificate)


def _not_finished(request: SignedInRequest, course_key: UUID) -> HttpResponse:
    """What is missing, for a course the person can open."""
    cards = course_cards(get_language(), request.user)
    course = next((card for card in cards if card.key == course_key), None)
    explanation = progress.explain(request.user, course_key, get_language())
    if course is None or explanation is None:
        raise Http404
    message = f"{services.NotFinished.message} {explanation.missing_sentence}"
    status = services.NotFinished.status
    return render(request, "errors/refused.html", {"message": message, "page": course}, status=status)


def _to_list(certificate: Certificate) -> HttpResponse:
    response = redirect("certificates:mine")
    response.headers["Location"] += f"#{certificate.code}"
    return response


@never_cache
@login_required
@require_POST
def show(request: SignedInRequest, code: str) -> HttpResponse:
    """The learner chooses anew what the public address shows; it holds at once."""
    certificate = _own(request, code)
    form = _shown_form(certificate, request.POST)
    if not form.is_valid():
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    form.save()
    messages.success(request, _("Saved. The public address of the certificate shows it this way from now on."))
    return _to_list(certificate)


@never_cache
@login_required
@require_safe
def pdf(request: SignedInRequest, code: str) -> HttpResponse:
    certificate = _own(request, code)
    if certificate.withdrawn:
        refusal = services.Withdrawn
        return render(request, "errors/refused.html", {"message": refusal.message}, status=refusal.status)
    name = f"{_('certificate')}-{certificate.spaced_code}.pdf"
    return download(paper.pdf_of(certificate), "application/pdf", name)


def _own(request: SignedInRequest, code: str) -> Certificate:
    return get_object_or_404(queries.of_learner(request.user), code=codes.tidy(code))


# --- For everybody -------------------------------------------------------------------------------------------------


@never_cache
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Where a code is typed. The form only asks, so it needs no token and leads to an address that can be kept."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid() and (code := codes.tidy(form.cleaned_data["code"])):
        return redirect("certificates:certificate", codes.spaced(code))
    return _unlisted(render(request, "certificates/check.html", {"form": form}))


@never_cache
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What the owner shows of a certificate. One that is hidden answers as one that never was."""
    if limits.is_used_up(request, GUESSING):
        return too_often(request)
    found = queries.shown_publicly(code)
    if found is None:
        limits.count(request, GUESSING)
        context = {"form": CodeForm(initial={"code": code}), "is_missing": True}
        return _unlisted(render(request, "certificates/check.html", context, status=HTTPStatus.NOT_FOUND))
    corrected = queries.name_corrections(found).first() if found.shows_name else None
    context = {"certificate": found, "corrected_at": corrected and corrected.corrected_at}
    return _unlisted(render(request, "certificates/certificate.html", context))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Search engines keep copies, and what is public is the owner's to change."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
