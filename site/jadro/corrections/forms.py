from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from jadro.corrections import services
from jadro.corrections.choices import State
from jadro.corrections.models import LONGEST_WORDS


class ReportForm(forms.Form):
    words = forms.CharField(
        label=_("What is wrong?"),
        max_length=LONGEST_WORDS,
        help_text=_("A few words are enough. If you know how it should be, write that too."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    block = forms.UUIDField(required=False, widget=forms.HiddenInput)
    request_id = forms.UUIDField(widget=forms.HiddenInput)


class AnswerForm(WagtailAdminModelForm):
    """An editor's answer; the rest of a report stays as it was written."""

    is_solved = forms.BooleanField(
        label=_("Solved"),
        required=False,
        help_text=_("It is mended, or it was no mistake. Taken out again, the report waits as before."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_solved"].initial = self.instance.state == State.SOLVED

    def save(self, commit=True):
        answer = self.cleaned_data["answer"]
        if self.cleaned_data["is_solved"]:
            return services.solve(self.instance, answer=answer, by=self.for_user, at=timezone.now())
        return services.reopen(self.instance, answer=answer)
