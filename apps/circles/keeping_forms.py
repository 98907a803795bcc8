from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.circles.forms import PlainField
from apps.circles.models.word import LONGEST_WORD
from apps.circles.ready_made import READY_MADE, ReadyMade
from apps.circles.services.asking import offered_answers
from apps.instance.fields import LineField
from apps.mail.errors import DomainError
from apps.profiles.models import ORDINARY, TraitKind


class PlainLine(PlainField, LineField):
    """One line without links."""


class ReadyForm(forms.Form):
    """One of the questions that are there."""

    ready = forms.TypedChoiceField(
        label=_("Choose a question"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the questions, or write your own below.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices = [(number, _with_answers(one)) for number, one in enumerate(READY_MADE)]
        self.fields["ready"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def question(self) -> dict[str, Any]:
        """What asking.ask_circle is given."""
        one = READY_MADE[self.cleaned_data["ready"]]
        return {"words": str(one.words), "kind": one.kind.value, "answers": [str(answer) for answer in one.answers]}


def _with_answers(one: ReadyMade) -> SafeString:
    answers = " · ".join(str(answer) for answer in one.answers)
    return format_html('<span>{}<br><span class="small soft">{}</span></span>', one.words, answers)


class OwnQuestionForm(forms.Form):
    """One in the curator's words."""

    words = PlainLine(label=_("Your question"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(label=_("The answer is"), choices=ORDINARY, initial=TraitKind.INTEREST)
    answers = forms.CharField(
        label=_("The answers to choose from"),
        max_length=600,
        help_text=_("Two to six, each on a line of its own. Whoever answers may also write another."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> None:
        super().clean()
        lines = [line for line in str(self.cleaned_data.get("answers", "")).splitlines() if line.strip()]
        if not lines or "kind" not in self.cleaned_data:
            return
        try:
            self.cleaned_data["answers"] = offered_answers(self.cleaned_data["kind"], lines)
        except DomainError as error:
            self.add_error("answers", str(error))

    def question(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class WordForm(forms.Form):
    words = PlainLine(
        label=_("A word to the circle"),
        max_length=LONGEST_WORD,
        help_text=_("One paragraph, at most 600 characters, without links."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
