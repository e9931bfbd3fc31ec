from http import HTTPStatus

from allauth.core import ratelimit
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jadro.accounts import proof, registry, rules, services, taking
from jadro.accounts.forms import EraseForm, ProfileForm
from jadro.accounts.language import remember_language
from jadro.accounts.models import User
from jadro.accounts.registry import Erasure
from jadro.base.dates import show_time
from jadro.base.http import require_POST

# As long as the longest of the short limits in the settings.
WAIT_SECONDS = 300


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    if request.method != "POST":
        return render(request, "accounts/profile.html", {"form": ProfileForm(instance=request.user)})
    # A row of its own, because a form with errors leaves its instance half changed and the page's head shows the user.
    form = ProfileForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return render(request, "accounts/profile.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    user = form.save()
    with override(user.language), timezone.override(user.time_zone):
        messages.success(request, _("Saved at %(time)s.") % {"time": show_time(timezone.now())})
        response = redirect("accounts:profile")
    remember_language(response, user.language)
    return response


# --- Everything that is kept of somebody -----------------------------------------------------------------------------


@never_cache
@login_required
@require_safe
def my_data(request):
    return render(request, "accounts/my_data.html", {"numbers": registry.numbers(request.user)})


@never_cache
@login_required
@require_safe
def take_data(request):
    """Made at once: of somebody with 500 marks it takes a tenth of a second."""
    at = timezone.now()
    name = _("my-data-%(date)s.zip") % {"date": timezone.localdate(at).isoformat()}
    return HttpResponse(
        taking.everything_of(request.user, language=get_language(), at=at),
        content_type="application/zip",
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)},
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request):
    if not rules.may_erase_own(request.user):
        status = services.HasPart.status if request.method == "POST" else HTTPStatus.OK
        return render(request, "accounts/erase.html", {"refusal": services.HasPart.message}, status=status)
    form = EraseForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and not ratelimit.consume(request, action="reauthenticate", user=request.user):
        form = EraseForm(request=request)
        return _ask_to_erase(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    if not form.is_valid():
        return _ask_to_erase(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK)
    services.erase(request.user, at=timezone.now())
    logout(request)
    messages.success(request, _("Your account is erased. A last mail tells you so."))
    return redirect(f"/{get_language()}/")


def _ask_to_erase(request, form, *, status):
    numbers = registry.numbers(request.user)
    context = {
        "form": form,
        "goes": [each for each in numbers if each.erasure != Erasure.KEEP],
        "stays": [each for each in numbers if each.erasure != Erasure.DELETE],
        "is_code_sent": proof.was_sent(request),
        "is_too_often": status == HTTPStatus.TOO_MANY_REQUESTS,
    }
    return render(request, "accounts/erase.html", context, status=status)


@never_cache
@login_required
@require_POST
def send_erase_code(request):
    """For an account without a password."""
    if request.user.has_usable_password() or not rules.may_erase_own(request.user):
        return redirect("accounts:erase")
    if not ratelimit.consume(request, action="request_login_code", key=request.user.email):
        return _ask_to_erase(request, EraseForm(request=request), status=HTTPStatus.TOO_MANY_REQUESTS)
    proof.send_code(request)
    messages.success(request, _("A code is on its way to %(email)s.") % {"email": request.user.email})
    return redirect(f"{reverse('accounts:erase')}#proof")


def too_often(request, exception=None):
    """The answer of allauth's limits; the site's `handler429`."""
    response = render(
        request, "accounts/too_often.html", {"minutes": WAIT_SECONDS // 60}, status=HTTPStatus.TOO_MANY_REQUESTS
    )
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    return response


def admin_login(request):
    """Takes the place of Wagtail's own sign-in, which knows no limits to guessing and no confirmed addresses.

    Whoever is not signed in does not come this far: the admin sends them to the site's own page first.
    """
    return redirect("wagtailadmin_home")


class SessionsView(ListUserSessionsView):
    template_name = "accounts/sessions.html"
    success_url = reverse_lazy("accounts:sessions")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["sessions"].sort(key=lambda session: (session.is_current(), session.created_at), reverse=True)
        return context
