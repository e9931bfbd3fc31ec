from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from jadro.media.models import Rendition

YEAR = 365 * 24 * 3600


@require_safe
def rendition(request: HttpRequest, name: str) -> FileResponse:
    """A picture in the size a page uses. Only renditions are served: originals and documents are not reachable here,
    documents have a view of Wagtail's that checks permission. A rendition's name changes with its content, so it may
    be kept for a year."""
    known = get_object_or_404(Rendition, file=f"images/{name}")
    try:
        response = FileResponse(known.file.open())
    except FileNotFoundError as error:
        raise Http404 from error
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
