from django import forms

from learning.quizzes.choices import Closeness


class SentForm(forms.Form):
    """What goes with every sending of a quiz. Its fields are hidden; only a changed page can get them wrong."""

    request_id = forms.UUIDField()
    version = forms.CharField(max_length=64)


class ClosenessForm(forms.Form):
    closeness = forms.ChoiceField(choices=Closeness.choices)
