from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.circles.models import CircleQuestion
from apps.instance.fields import LineField
from apps.profiles.models import Visibility

OTHER = "other"


class AnswerForm(forms.Form):
    """An answer to the circle question: one of those offered, or another."""

    answer = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    other = LineField(
        label=_("Something else"),
        max_length=200,
        required=False,
        help_text=_("A word or two."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility, initial=Visibility.CIRCLE_MATES, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, question: CircleQuestion, chosen: int = -1) -> None:
        super().__init__(data, initial={"answer": str(chosen) if 0 <= chosen < len(question.answers) else OTHER})
        self.offered = {str(number): name for number, name in enumerate(question.answers)}
        self.fields["answer"].choices = [*self.offered.items(), (OTHER, _("Something else"))]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("answer") == OTHER and not self.cleaned_data.get("other"):
            self.add_error("other", _("Write a word or two, or choose one of the answers above."))

    def name(self) -> str:
        """Of the fact that it is."""
        answer = self.cleaned_data["answer"]
        return str(self.cleaned_data["other"] if answer == OTHER else self.offered[answer])
