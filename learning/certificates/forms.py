from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jadro.base.papers import can_print
from learning.certificates.choices import Shown
from learning.certificates.models import Certificate, NameCorrection, Revocation


def is_printable(name: str) -> None:
    if not can_print(name):
        raise ValidationError(_("Some of these signs cannot be printed. Write the name in Cyrillic or Latin letters."))


class PrintedName(forms.CharField):
    """A name as it stands on paper."""

    default_validators = [is_printable]

    def __init__(self, **kwargs) -> None:
        super().__init__(label=_("Name on the certificate"), max_length=100, **kwargs)

    def clean(self, value: str) -> str:
        return " ".join(super().clean(value).split())


class ShownForm(forms.ModelForm):
    """What the public address shows."""

    class Meta:
        model = Certificate
        fields = ["shown"]
        labels = {"shown": _("Whoever has the code sees")}
        widgets = {"shown": forms.RadioSelect}


class AskForm(ShownForm):
    name = PrintedName(
        help_text=_("As it should be printed. Afterwards only a coordinator can correct it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "shown")

    class Meta(ShownForm.Meta):
        fields = ["name", "shown"]

    def clean_shown(self) -> Shown:
        return Shown(self.cleaned_data["shown"])


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


class CorrectNameForm(forms.ModelForm):
    name = PrintedName(help_text=_("As it should be printed from now on. The code stays the same."))
    field_order = ("name", "reason", "language")

    class Meta:
        model = NameCorrection
        fields = ("reason", "language")
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "reason": _("One or two sentences, such as who asked for it. The owner of the certificate reads them.")
        }
