from django.utils import timezone
from django.utils.cache import add_never_cache_headers


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
