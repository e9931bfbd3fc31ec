import secrets
from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

from jadro.ops.log_lines import request_id


class RequestIdMiddleware:
    """Gives each request an id that stands in its log lines and in its answer's header, so that who reports a fault and
    who looks for it mean the same. Always our own: what a client sends is not written into logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # Django writes of refused and failed requests after the last middleware has answered.
        request_finished.connect(forget, dispatch_uid="request-id")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own = secrets.token_hex(8)
        request_id.set(own)
        response = self.get_response(request)
        response["X-Request-ID"] = own
        return response


def forget(sender: type, **kwargs: Any) -> None:
    request_id.set("")
