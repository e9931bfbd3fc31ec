from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from jadro.base.inline import RowsPanel
from jadro.places import queries
from jadro.places.forms import InstitutionForm
from jadro.places.models import Institution


class InstitutionIndexView(IndexView):
    """Found by their names, in whichever alphabet these are typed."""

    is_searchable = True

    def search_queryset(self, queryset: QuerySet[Institution]) -> QuerySet[Institution]:
        if not self.is_searching:
            return queryset
        return queryset.filter(pk__in=queries.institutions_called(self.search_query))


class InstitutionViewSet(SnippetViewSet):
    """Which plans address an institution is seen by their teams alone, so nothing of it is here: see `plans`."""

    model = Institution
    index_view_class = InstitutionIndexView
    icon = "site"
    menu_label = _("Institutions")
    list_display = ["__str__", "kind", "municipality", "code"]
    list_filter = ["kind"]
    ordering = ["code"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("code"),
            FieldPanel("kind"),
            FieldPanel("municipality", help_text=_("Of a body that works for one of them.")),
            RowsPanel(
                "names",
                [
                    FieldPanel("language", help_text=_("Each language once.")),
                    FieldPanel("name", help_text=_("The official name, as it stands on letters.")),
                ],
                label=_("name"),
                help_text=_("One for each language. Readers in another language are shown that of the site."),
            ),
        ],
        base_form_class=InstitutionForm,
    )

    def get_queryset(self, request):
        its = Institution.objects.with_names()
        return its.select_related("municipality").prefetch_related("municipality__names")
