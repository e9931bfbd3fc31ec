"""For the machines that watch the site: no cookie, no language, no word of what lies behind."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jadro.ops import queries


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nothing else, so that a database that is away restarts no web server."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when all parts answer, else 503; either way `{"database": "ok" or "silent", …}`."""
    parts = {name: "ok" if answers() else "silent" for name, answers in queries.PARTS.items()}
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)
