from django import forms

from learning.progress.choices import EventKind


class MarkForm(forms.Form):
    """A mark or its taking back. Its fields are hidden; only a changed page can get them wrong."""

    kind = forms.ChoiceField(choices=EventKind.choices)
    request_id = forms.UUIDField()


class PlaceForm(forms.Form):
    block = forms.UUIDField(required=False)
