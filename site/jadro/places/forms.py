from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from jadro.base.alphabet import sort_key
from jadro.places.models import Municipality


class InstitutionForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("It stays as it is: plans answer with it.")
        # The names are in other rows, and every language has an order of its own, so the database cannot sort them.
        its = [(row.pk, str(row)) for row in Municipality.objects.with_names()]
        its.sort(key=lambda choice: sort_key(choice[1], get_language()))
        self.fields["municipality"].choices = [("", _("of no single municipality")), *its]

    def clean(self):
        cleaned = super().clean()
        names = [form.cleaned_data for form in self.formsets["names"].forms if form.is_valid()]
        kept = [name["language"] for name in names if name and not name.get("DELETE")]
        if settings.LANGUAGE_CODE not in kept:
            self.add_error(None, _("Give the institution a name in the language of the site."))
        return cleaned
