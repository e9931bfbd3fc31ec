from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jadro.base.papers import can_print
from learning.certificates.choices import Shown
from learning.certificates.models import Certificate, Revocation


def is_printable(name: str) -> None:
    if not can_print(name):
        raise ValidationError(_("Some of these signs cannot be printed. Write the name in Cyrillic or Latin letters."))


class ShownForm(forms.ModelForm):
    """What the public address shows."""

    class Meta:
        model = Certificate
        fields = ["shown"]
        labels = {"shown": _("Whoever has the code sees")}
        widgets = {"shown": forms.RadioSelect}


class AskForm(ShownForm):
    name = forms.CharField(
        label=_("Name on the certificate"),
        help_text=_("As it should be printed. It cannot be changed later."),
        max_length=100,
        validators=[is_printable],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "shown")

    class Meta(ShownForm.Meta):
        fields = ["name", "shown"]

    def clean_shown(self) -> Shown:
        return Shown(self.cleaned_data["shown"])

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class CodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("of a certificate", "Code"),
        help_text=_("Twelve letters and digits, in either alphabet, with or without hyphens."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class RevokeForm(forms.ModelForm):
    class Meta:
        model = Revocation
        fields = ("reason", "language")
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "reason": _("One or two sentences. Whoever has the code reads them, so write nothing about the person.")
        }
