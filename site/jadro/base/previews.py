"""Previews show a page as its readers will see it. Nothing can be recorded from one."""

from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AS_MEMBER, AS_VISITOR = "member", "visitor"

# A preview is of the same origin and carries the editor's session, so a form or script in it would work as on the site.
# The browser refuses both, whatever the page's template holds.
send_nothing: Any = csp_replace({"form-action": [NONE], "connect-src": [NONE]})


class PreviewedAsReader:
    """For pages: the person who edits sees it with their own account, as a member does, or as a visitor."""

    preview_modes: list[tuple[str, str | Promise]] = [(AS_MEMBER, _("As a member")), (AS_VISITOR, _("As a visitor"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        if mode_name == AS_VISITOR:
            request.user = AnonymousUser()
        serve = super().serve_preview  # type: ignore[misc]
        response: HttpResponseBase = send_nothing(serve)(request, mode_name)
        return response
