from django.http import Http404, HttpRequest, HttpResponse

from jadro.home.error_views import page_not_found


class NotFoundMiddleware:
    """Answers what does not exist with our own page where DEBUG is on too: the demo that people try is such a place."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return page_not_found(request, exception) if isinstance(exception, Http404) else None
