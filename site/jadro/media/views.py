from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

YEAR = 365 * 24 * 3600


@require_safe
def rendition(request: HttpRequest, name: str) -> FileResponse:
    """A picture in the size a page uses. Only renditions are served: originals and documents are not reachable here,
    documents have a view of Wagtail's that checks permission. A rendition's name changes with its content, so it may
    be kept for a year."""
    path = f"images/{name}"
    if not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path))
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
