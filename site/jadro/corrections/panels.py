from django.urls import reverse
from wagtail.admin.panels import HelpPanel

from jadro.corrections import queries


class ReportedPanel(HelpPanel):
    """What was reported, with the way to the block in the page's form."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context=None):
            page = queries.written_page(self.instance)
            edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else ""
            # Wagtail's form names the place of each block like this.
            place = f"#block-{self.instance.block_id}-section" if self.instance.block_id else ""
            return {
                **super().get_context_data(parent_context),
                "report": self.instance,
                "edit_url": edit_url and edit_url + place,
            }
