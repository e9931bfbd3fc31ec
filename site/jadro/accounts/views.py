from http import HTTPStatus

from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jadro.accounts.forms import ProfileForm
from jadro.accounts.language import remember_language
from jadro.accounts.models import User
from jadro.base.dates import show_time

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
