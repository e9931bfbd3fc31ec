from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from jadro.home.models import TranslationWish


class TranslationWishViewSet(SnippetViewSet):
    """Read-only: people make wishes, editors see which page is waited for in which language."""

    model = TranslationWish
    icon = "globe"
    menu_label = _("Wished translations")
    menu_name = "translation-wishes"
    add_to_admin_menu = False
    list_display = [Column("page_title", label=_("page")), "language", "wished_at"]
    list_filter = ["language"]
    ordering = ["-wished_at"]
    panels = [FieldPanel("language", read_only=True), FieldPanel("wished_at", read_only=True)]
