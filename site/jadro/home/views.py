from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail.models import Page

from jadro.base.http import require_POST
from jadro.editions import looks
from jadro.editions.visibility import visible_to
from jadro.home import services


@csrf_exempt
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keeps the choice of light or dark."""
    return _keep(request, looks.THEME_COOKIE, request.POST.get("theme", ""), looks.THEMES)


@csrf_exempt
@require_POST
def set_data(request: HttpRequest) -> HttpResponse:
    """Keeps whether the reader wants light pages, whatever the browser asks for."""
    return _keep(request, looks.DATA_COOKIE, request.POST.get("data", ""), looks.AMOUNTS)


def _keep(request: HttpRequest, cookie: str, chosen: str, choices: tuple[str, ...]) -> HttpResponse:
    """Keeps a choice in a cookie and leads back. Exempt from CSRF, because visitors' pages hold no token and so can be
    cached; the origin is checked instead."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    if origin and urlsplit(origin).netloc != request.get_host():
        raise PermissionDenied
    back = request.POST.get("next", "")
    if chosen not in choices or not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen not in choices:
        return response
    if chosen:
        response.set_cookie(
            cookie, chosen, max_age=looks.COOKIE_AGE, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie(cookie, samesite="Lax")
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Leads browsers that ask by habit. Asked for here and not in the URLconf, which commands read before
    `collectstatic` has run."""
    return redirect(static("img/mark.svg"))


@require_POST
def wish_translation(request: HttpRequest, page_key: UUID) -> HttpResponse:
    pages = visible_to(Page.objects.live(), request.user)
    page = get_object_or_404(pages, translation_key=page_key, locale__language_code=get_language())
    if isinstance(request.user, AnonymousUser):
        return redirect_to_login(page.get_url(request))
    services.wish_translation(request.user, page_key, language=get_language(), at=timezone.now())
    messages.success(request, _("Your wish was counted. The editors see how many wait for this page."))
    return redirect(page.get_url(request))
