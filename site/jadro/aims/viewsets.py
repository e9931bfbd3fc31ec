from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from jadro.aims.models import Aim
from jadro.base.inline import RowsPanel


class AimViewSet(SnippetViewSet):
    model = Aim
    icon = "crosshairs"
    menu_label = _("Aims")
    list_display = ["code", "__str__", "kind"]
    list_filter = ["kind"]
    ordering = ["position", "code"]
    panels = [
        FieldPanel("code"),
        FieldPanel("kind", help_text=_("Main aims and specific aims are listed apart.")),
        FieldPanel("position", help_text=_("Its place in the list; smaller numbers come first.")),
        RowsPanel(
            "texts",
            [
                FieldPanel("language", help_text=_("Each language once.")),
                FieldPanel("short"),
                FieldPanel("text", help_text=_("The whole aim, as the association decided it.")),
            ],
            label=_("text"),
            help_text=_("One for each language."),
        ),
    ]
