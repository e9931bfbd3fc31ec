"""How the admin shows a moment where it lists the fields of a row."""

from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.ui.components import Component

from jadro.base.dates import show_moment


class MomentDisplay(Component):
    """In the reader's time zone; by itself Wagtail's inspect view shows what is stored, which is UTC."""

    def __init__(self, value: datetime | None) -> None:
        self.value = value

    def render_html(self, parent_context: Any = None) -> SafeString:
        return format_html("{}", show_moment(self.value) if self.value else "—")
