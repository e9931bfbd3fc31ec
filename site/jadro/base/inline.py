"""Rows inside a form of the admin, such as the names of a run in each language."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import InlinePanel


class RowsFormSet(BaseChildFormSet):
    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        """Two rows say the same. Django names the columns as the code does, the row they hang on among them."""
        names = [name for name in unique_check if name != self.fk.name]
        fields = ", ".join(str(self.model._meta.get_field(name).verbose_name) for name in names)
        return gettext("Two of these rows have the same: %(fields)s. Each may stand here once.") % {"fields": fields}


class RowsPanel(InlinePanel):
    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = RowsFormSet
        return options
