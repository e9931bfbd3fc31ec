from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from jadro.corrections.forms import AnswerForm
from jadro.corrections.models import Report
from jadro.corrections.panels import ReportedPanel


class AnsweringPolicy(ModelPermissionPolicy):
    """Readers write reports and nobody takes them away; editors answer them."""

    def user_has_permission(self, user, action):
        return action in {"view", "change"} and super().user_has_permission(user, action)


class ReportViewSet(SnippetViewSet):
    model = Report
    icon = "warning"
    menu_label = _("Reported mistakes")
    menu_name = "reported-mistakes"
    add_to_admin_menu = False
    copy_view_enabled = False
    list_display = [
        "page_title",
        Column("beginning", label=_("what is wrong")),
        "language",
        Column("reported_at", label=_("reported"), sort_key="reported_at"),
        Column("get_state_display", label=_("state"), sort_key="state"),
    ]
    list_filter = ["state", "language"]
    search_fields = ["page_title", "words", "quote"]
    ordering = ["state", "reported_at"]
    edit_handler = ObjectList(
        [
            ReportedPanel(template="corrections/admin/reported.html", heading=_("What was reported")),
            FieldPanel("answer"),
            FieldPanel("is_solved"),
        ],
        base_form_class=AnswerForm,
    )
