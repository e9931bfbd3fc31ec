from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jadro.base.days import DayField
from learning.courses.models import Run
from learning.statistics.models import ChangeNote
from learning.statistics.periods import Month, Period

EVERYBODY = "all"


class ChoiceForm(forms.Form):
    """Whom to count, and over which months. What is not chosen is everybody, from the beginning until now."""

    group = forms.ChoiceField(label=_("People"), help_text=_("All of them together, or those of one run."))
    first = forms.ChoiceField(
        label=_("Enrolled from"), required=False, help_text=_("The first month of the period, from its first day.")
    )
    last = forms.ChoiceField(
        label=_("Until"), help_text=_("The last month, to its last day. What people did later is not counted.")
    )

    def __init__(self, data: Mapping[str, Any], *, runs: Sequence[Run], months: Sequence[Month]) -> None:
        self.runs = runs
        usual = {"group": EVERYBODY, "first": "", "last": str(months[-1])}
        super().__init__({**usual, **{name: data[name] for name in usual if name in data}})
        offered = [(str(month), month.words) for month in months]
        self.groups = {EVERYBODY: gettext("Everybody"), **{str(run.pk): capfirst(str(run)) for run in runs}}
        self._offer("group", list(self.groups.items()))
        self._offer("first", [("", gettext("the beginning")), *offered])
        self._offer("last", offered)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the checker of types
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", _("The period ends before it begins. Choose a later month here."))
        return cleaned

    @property
    def period(self) -> Period:
        first = self.cleaned_data["first"]
        return Period(Month.parse(first) if first else None, Month.parse(self.cleaned_data["last"]))

    @property
    def chosen_runs(self) -> list[Run]:
        group = self.cleaned_data["group"]
        return [run for run in self.runs if group in (EVERYBODY, str(run.pk))]

    @property
    def group_words(self) -> str:
        return self.groups[self.cleaned_data["group"]]


class ChangeNoteForm(forms.ModelForm):
    class Meta:
        model = ChangeNote
        fields = ["text", "made_on"]
        field_classes = {"made_on": DayField}
        help_texts = {
            "text": _("Such as “shortened lesson 2”. Everybody who sees these figures reads it; name no learner."),
            "made_on": _("The day on which readers first met it."),
        }

    def clean_made_on(self):
        made_on = self.cleaned_data["made_on"]
        if made_on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Write the note when readers meet the change."))
        return made_on
