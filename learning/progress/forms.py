from django import forms

from learning.progress.choices import EventKind


class MarkForm(forms.Form):
    """A mark or its taking back. Its fields are hidden; only a changed page can get them wrong."""

    kind = forms.ChoiceField(choices=EventKind.choices)
    request_id = forms.UUIDField()


class ChoiceForm(forms.Form):
    """Whether something new is for the learner or not."""

    is_declined = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")


class PlaceForm(forms.Form):
    block = forms.UUIDField(required=False)
