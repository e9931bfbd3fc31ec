from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from jadro.base.inline import RowsPanel
from resources.forms import ConceptForm, GlossaryForm
from resources.models import Concept, GlossaryTerm


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
            FieldPanel(
                "facet",
                help_text=_("The table of the vocabulary it stands in. A broader term stands in the same one."),
            ),
            FieldPanel("broader", help_text=_("The term this one is a part of, if there is one.")),
            FieldPanel("note"),
            RowsPanel(
                "labels",
                [
                    FieldPanel("language", help_text=_("The language of this word.")),
                    FieldPanel("kind", help_text=_("The preferred label is shown; the others are only found.")),
                    FieldPanel("text", help_text=_("As one would look for it, in small letters.")),
                ],
                label=_("label"),
                help_text=_("One preferred label in each language, and synonyms under which people look for it."),
            ),
        ],
        base_form_class=ConceptForm,
    )


class GlossaryViewSet(SnippetViewSet):
    """Only words and meanings: which lessons explain a term is seen in them."""

    model = GlossaryTerm
    icon = "help"
    menu_label = _("Glossary")
    list_display = ["name", "concept"]
    search_fields = ["name", "texts__word", "texts__forms"]
    ordering = ["name"]
    edit_handler = ObjectList(
        [
            RowsPanel(
                "texts",
                [
                    FieldPanel("language", help_text=_("Each language once.")),
                    FieldPanel("word"),
                    FieldPanel("forms"),
                    FieldPanel("meaning"),
                ],
                label=_("text"),
                help_text=_(
                    "One for each language. A lesson explains a term where it uses it first, in its own language; "
                    "a definition that stands in the lesson itself goes before."
                ),
            ),
            FieldPanel("concept"),
        ],
        base_form_class=GlossaryForm,
    )
