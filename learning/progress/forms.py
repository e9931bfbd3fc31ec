from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminModelForm

from jadro.accounts.models import User
from learning.courses.choices import RunKind
from learning.courses.models import Enrolment
from learning.courses.models.keys import course_choices
from learning.progress.choices import EventKind
from learning.progress.impact import Impact


class MarkForm(forms.Form):
    """A mark or its taking back. Its fields are hidden; only a changed page can get them wrong."""

    kind = forms.ChoiceField(choices=EventKind.choices)
    request_id = forms.UUIDField()


class ChoiceForm(forms.Form):
    """Whether something new is for the learner or not."""

    is_declined = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")


class PlaceForm(forms.Form):
    block = forms.UUIDField(required=False)


class RunForm(WagtailAdminModelForm):
    """A run with its dates, and who is put into it or taken out. Whoever is put in must have an account."""

    course_key = forms.TypedChoiceField(label=_("Course"), choices=course_choices, coerce=UUID)
    people = forms.CharField(
        label=_("Put people in"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("E-mail addresses of accounts, one on each line."),
    )
    leaving = forms.ModelMultipleChoiceField(
        label=_("Take people out"),
        required=False,
        queryset=Enrolment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What they did stays theirs. Who has finished in this run stays in it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        run = self.instance
        if run.pk:
            self.fields["course_key"].disabled = True
            unfinished = Enrolment.objects.filter(run=run, completion__isnull=True).select_related("learner")
            leaving = self.fields["leaving"]
            leaving.queryset = unfinished.order_by("learner__email")
            leaving.label_from_instance = lambda enrolment: enrolment.learner.listed_as

    def clean_people(self) -> list[User]:
        addresses = {each.lower() for each in self.cleaned_data["people"].replace(",", " ").replace(";", " ").split()}
        found = {user.email: user for user in User.objects.filter(email__in=addresses, is_active=True)}
        if unknown := sorted(addresses - found.keys()):
            raise forms.ValidationError(
                ngettext(
                    "Nobody has an account with this address: %(addresses)s",
                    "Nobody has an account with these addresses: %(addresses)s",
                    len(unknown),
                ),
                params={"addresses": ", ".join(unknown)},
            )
        return list(found.values())

    def clean(self):
        cleaned = super().clean()
        if not self.instance.pk:
            self.instance.kind = RunKind.COHORT
        if self.instance.kind == RunKind.COHORT and not any(
            form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
            for form in self.formsets["names"].forms
        ):
            self.add_error(None, _("Give the cohort a name in at least one language."))
        return cleaned


class ImpactForm(forms.Form):
    """That an editor has seen what a change does to people, and why they make it where it takes something away."""

    impact_reason = forms.CharField(
        label=_("Why it is changed all the same"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept in the history of the page, where editors read it."),
        error_messages={"required": _("Say why: this takes something away from people.")},
    )
    impact_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, impacts: Sequence[Impact], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.seen = "-".join(each.seen for each in impacts)
        self.takes_away = any(each.takes_away for each in impacts)
        if not self.takes_away:
            self.fields["impact_reason"].required = False
            self.fields["impact_reason"].widget = forms.HiddenInput()

    @property
    def is_outdated(self) -> bool:
        """Whether people went on since the figures were shown."""
        return self.is_bound and self.data.get("impact_seen") != self.seen

    @property
    def status(self) -> int:
        if not self.is_bound:
            return 200
        return 409 if self.is_outdated else 422

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_outdated
