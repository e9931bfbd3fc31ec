from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from jadro.base.inline import RowsPanel
from learning.courses.forms import LearningPathForm
from learning.courses.models import LearningPath


class LearningPathViewSet(SnippetViewSet):
    model = LearningPath
    icon = "list-ol"
    menu_label = _("Learning paths")
    list_display = ["__str__", "slug", "position"]
    ordering = ["position", "slug"]
    edit_handler = ObjectList(
        [
            FieldPanel("slug"),
            FieldPanel("position", help_text=_("Its place among the paths; smaller numbers come first.")),
            RowsPanel(
                "texts",
                [
                    FieldPanel("language", help_text=_("Each language once.")),
                    FieldPanel("title", help_text=_("As readers see it.")),
                    FieldPanel("summary", help_text=_("For whom it is and where it leads.")),
                ],
                min_num=1,
                label=_("words"),
                help_text=_("Once for each language."),
            ),
            RowsPanel(
                "steps",
                [FieldPanel("course_key", help_text=_("Each course once."))],
                min_num=1,
                label=_("course"),
                help_text=_("In the order in which they are to be followed."),
            ),
        ],
        base_form_class=LearningPathForm,
    )
