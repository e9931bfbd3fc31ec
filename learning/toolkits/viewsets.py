from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from learning.toolkits.models import WorksheetTemplate


class WorksheetTemplateViewSet(SnippetViewSet):
    model = WorksheetTemplate
    icon = "clipboard-list"
    menu_label = _("Worksheets")
    list_display = ["title", "key", "live"]
    search_fields = ["title", "key"]
    ordering = ["title"]
    copy_view_enabled = False
