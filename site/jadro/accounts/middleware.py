from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _


class TimeZoneMiddleware:
    """Shows times in the zone of the person's profile; visitors see the site's own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # The user is asked for only where a session exists, so that a visitor's page costs no query.
        name = request.user.time_zone if request.session.session_key and request.user.is_authenticated else ""
        if not name:
            timezone.deactivate()
            return self.get_response(request)
        with timezone.override(name):
            return self.get_response(request)


class PrivatePagesMiddleware:
    """What is shown to somebody signed in is theirs: nothing of it stays in their browser after signing out, or in a
    proxy. A view that knows better says so itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.session.session_key and request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class SecondFactorMiddleware:
    """Where REQUIRE_MFA is on, keeps the admin shut to whoever may enter it but has set up no second step.

    That an account has one is enough: a session can only have begun with it, because setting it up ends all others.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.REQUIRE_MFA or not request.resolver_match.route.startswith("admin/"):
            return None
        if not request.user.has_perm("wagtailadmin.access_admin") or is_mfa_enabled(request.user):
            return None  # the admin itself answers who may not enter
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            raise PermissionDenied
        messages.info(request, _("The admin opens for you when you have set up the second step of signing in."))
        return redirect("mfa_index")
