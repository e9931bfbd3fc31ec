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
from jadro.editions.looks import COOKIE, COOKIE_AGE, THEMES
from jadro.editions.visibility import visible_to
from jadro.home import services


@csrf_exempt
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keeps the choice of light or dark in a cookie. Exempt from CSRF, because visitors' pages hold no token and so can
    be cached; the origin is checked instead."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    if origin and urlsplit(origin).netloc != request.get_host():
        raise PermissionDenied
    theme = request.POST.get("theme", "")
    back = request.POST.get("next", "")
    if theme not in THEMES or not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if theme not in THEMES:
        return response
    if theme:
        response.set_cookie(
            COOKIE, theme, max_age=COOKIE_AGE, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
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
