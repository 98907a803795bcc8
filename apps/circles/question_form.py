from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.circles.forms import PlainField
from apps.circles.models import Circle, Question
from apps.circles.models.question import MOST
from apps.profiles.models import ORDINARY, TraitKind


class QuestionsForm(forms.Form):
    """What everybody who comes in is asked, and what kind of fact each answer is."""

    def __init__(self, data: Any = None, *, circle: Circle) -> None:
        super().__init__(data)
        asked = {question.position: question for question in Question.objects.filter(circle=circle)}
        for position in range(1, MOST + 1):
            now = asked.get(position)
            self.fields[f"words_{position}"] = PlainField(
                label=_("A question") if position == 1 else _("Another one"),
                max_length=120,
                required=False,
                initial=now.words if now else "",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"kind_{position}"] = forms.ChoiceField(
                label=_("The answer is"),
                choices=ORDINARY,
                initial=now.kind if now else TraitKind.INTEREST,
            )

    def questions(self) -> list[tuple[str, str]]:
        """Each with the kind of its answer."""
        given = [(self.cleaned_data[f"words_{n}"], self.cleaned_data[f"kind_{n}"]) for n in range(1, MOST + 1)]
        return [(words, kind) for words, kind in given if words]
