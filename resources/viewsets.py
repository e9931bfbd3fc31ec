from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from resources.forms import ConceptForm
from resources.models import Concept


class ConceptViewSet(SnippetViewSet):
    model = Concept
    icon = "tag"
    menu_label = _("Vocabulary")
    list_display = ["name", "facet", "broader"]
    list_filter = ["facet"]
    search_fields = ["name", "labels__text"]
    ordering = ["facet", "name"]
    edit_handler = ObjectList(
        [
            FieldPanel("facet"),
            FieldPanel("broader"),
            FieldPanel("note"),
            InlinePanel(
                "labels",
                label=_("label"),
                help_text=_("One preferred label in each language, and synonyms under which people look for it."),
            ),
        ],
        base_form_class=ConceptForm,
    )
