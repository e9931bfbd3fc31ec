from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from resources.choices import LabelKind
from resources.models import Concept, GlossaryTerm


class ConceptForm(WagtailAdminModelForm):
    """Takes the concept's name from its preferred label in the site's own language, so that there is one truth."""

    def clean(self):
        cleaned = super().clean()
        name = self._own_label()
        preferred = [label["language"] for label in self._labels() if label["kind"] == LabelKind.PREFERRED]
        if len(preferred) > len(set(preferred)):
            self.add_error(None, _("Give the concept one preferred label in each language; the others are synonyms."))
        if not name:
            self.add_error(None, _("Give the concept a preferred label in the language of the site."))
        elif Concept.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            self.add_error(None, _("There is a concept of this name already. Use that one, or another label."))
        else:
            self.instance.name = name
        return cleaned

    def _labels(self) -> list[dict[str, Any]]:
        labels = [form.cleaned_data for form in self.formsets["labels"].forms if form.is_valid()]
        return [label for label in labels if label and not label.get("DELETE")]

    def _own_label(self) -> str:
        own = [label for label in self._labels() if label["language"] == settings.LANGUAGE_CODE]
        return next((label["text"] for label in own if label["kind"] == LabelKind.PREFERRED), "")


class GlossaryForm(WagtailAdminModelForm):
    """Takes the term's name from its word in the site's own language."""

    def clean(self):
        cleaned = super().clean()
        texts = [form.cleaned_data for form in self.formsets["texts"].forms if form.is_valid()]
        kept = [text for text in texts if text and not text.get("DELETE")]
        name = next((text["word"] for text in kept if text["language"] == settings.LANGUAGE_CODE), "")
        if not name:
            self.add_error(None, _("Give the term a text in the language of the site."))
        elif GlossaryTerm.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            self.add_error(None, _("The glossary has this word already. Write its meaning there."))
        else:
            self.instance.name = name
        return cleaned
