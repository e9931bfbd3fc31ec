"""Days in the forms of the admin."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from wagtail.admin.widgets import AdminDateInput


def _example() -> str:
    """The last day of this year, since none of its figures can be taken for another."""
    return date(timezone.localdate().year, 12, 31).strftime(settings.WAGTAIL_DATE_FORMAT)


def _how() -> str:
    return gettext("Day, month and year, such as %(date)s.") % {"date": _example()}


def _invalid() -> str:
    return gettext("This is not read as a day. Write day, month and year, such as %(date)s.") % {"date": _example()}


how, invalid = lazy(_how, str), lazy(_invalid, str)


def with_form(help_text: str | Promise) -> str | Promise:
    """What a field is for, and how a day is written in it."""
    return format_lazy("{} {}", help_text, how()) if help_text else how()


class DayInput(AdminDateInput):
    """Wagtail's calendar, which leaves what was typed as it is: by itself it turns what it cannot read into the present
    day, unseen. The form says then what is the matter."""

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "validateOnBlur": False}


class DayField(forms.DateField):
    widget = DayInput

    def __init__(self, *, help_text: str | Promise = "", **kwargs: Any) -> None:
        kwargs["help_text"] = with_form(help_text)
        super().__init__(error_messages={"invalid": invalid()}, **kwargs)
