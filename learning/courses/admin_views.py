"""What editors do to a course besides filling forms."""

from urllib.parse import urldefrag

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from jadro.base.errors import Refused
from learning.courses import queries, services
from learning.courses.models import LessonPage, ModulePage

OPPOSITE = {"up": "down", "down": "up"}


@require_POST
def move_part(request, page_id: int, direction: str):
    """Moves a module or lesson one place, and comes back to its place in the list with a way to take the move back."""
    part = get_object_or_404(Page, pk=page_id).specific
    if direction not in OPPOSITE or not isinstance(part, ModulePage | LessonPage):
        raise Http404
    if not part.get_parent().permissions_for_user(request.user).can_reorder_children():
        raise PermissionDenied
    try:
        services.move_part(part, is_up=direction == "up", by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request,
            render_to_string(
                "courses/admin/moved.html",
                {
                    "sentence": (_("“%(title)s” moved up.") if direction == "up" else _("“%(title)s” moved down."))
                    % {"title": part.get_admin_display_title()},
                    "part": part,
                    "back": OPPOSITE[direction],
                },
            ),
        )
    here = get_valid_next_url_from_request(request) or _course_address(part)
    return redirect(f"{urldefrag(here).url}#part-{part.pk}")


def _course_address(part: ModulePage | LessonPage) -> str:
    course = queries.course_of(part)
    return reverse("wagtailadmin_pages:edit", args=[course.pk if course else part.pk])
