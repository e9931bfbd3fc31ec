from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail.models import Page

from jadro.accounts.requests import SignedInRequest
from jadro.home import services
from jadro.home.theme import COOKIE, COOKIE_AGE, THEMES


@csrf_exempt
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keeps the choice of light or dark in a cookie. Exempt from CSRF, because visitors' pages hold no token and so can
    be cached; the origin is checked instead."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    if origin and urlsplit(origin).netloc != request.get_host():
        return HttpResponse(status=403)
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


@login_required
@require_POST
def wish_translation(request: SignedInRequest, page_key: UUID) -> HttpResponse:
    page = Page.objects.live().public().filter(translation_key=page_key, locale__language_code=get_language()).first()
    if page is None:
        raise Http404
    services.wish_translation(request.user, page_key, language=get_language(), at=timezone.now())
    messages.success(request, _("Your wish was counted. The editors see how many wait for this page."))
    return redirect(page.get_url(request))
