from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from jadro.home import queries
from jadro.home.models import TranslationWish


class TranslationWishViewSet(SnippetViewSet):
    """Read-only: people make wishes, editors see for which page in which language how many wait."""

    model = TranslationWish
    icon = "globe"
    menu_label = _("Wished translations")
    menu_name = "translation-wishes"
    add_to_admin_menu = False
    list_display = [
        Column("page_title", label=_("page")),
        "language",
        Column("waiting", label=_("people who wait"), sort_key="waiting"),
    ]
    list_filter = ["language"]
    ordering = ["-waiting"]
    panels = [FieldPanel("language", read_only=True), FieldPanel("wished_at", read_only=True)]

    def get_queryset(self, request):
        return queries.awaited_translations()
