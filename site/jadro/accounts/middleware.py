from django.utils import timezone


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
