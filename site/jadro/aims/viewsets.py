from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.snippets.views.snippets import SnippetViewSet

from jadro.aims.models import Aim


class AimViewSet(SnippetViewSet):
    model = Aim
    icon = "crosshairs"
    menu_label = _("Aims")
    list_display = ["code", "__str__", "kind"]
    list_filter = ["kind"]
    ordering = ["position", "code"]
    panels = [
        FieldPanel("code"),
        FieldPanel("kind"),
        FieldPanel("position"),
        InlinePanel("texts", label=_("text"), help_text=_("One for each language.")),
    ]
