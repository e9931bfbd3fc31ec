from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm


class ImageForm(BaseImageForm):
    class Meta(BaseImageForm.Meta):
        help_texts = {
            "title": _("A name by which it is found again here; readers do not see it."),
            "description": _("What it shows, for colleagues. The alternative text is written where it is used."),
            "collection": _("The shelf it stands on."),
            "tags": _("Words under which it is found here."),
        }
