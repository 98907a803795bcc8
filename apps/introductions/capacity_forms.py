from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.introductions.models.capacity import MOST_ASKS, MOST_SUGGESTIONS

WORDS = [_("None for now"), _("One"), _("Two"), _("Three"), _("Four"), _("Five")]


class NumberField(forms.TypedChoiceField):
    def __init__(self, most: int, **options: Any) -> None:
        choices = list(enumerate(WORDS[: most + 1]))
        wrong = dict.fromkeys(("required", "invalid_choice"), _("Choose one of these numbers."))
        super().__init__(choices=choices, coerce=int, widget=forms.RadioSelect, error_messages=wrong, **options)


class CapacityForm(forms.Form):
    asks = NumberField(MOST_ASKS, label=_("Introductions by curators, a week"))
    suggestions = NumberField(MOST_SUGGESTIONS, label=_("New suggestions, a week"))

    def chosen(self) -> dict[str, int]:
        """What differs from what was shown: who never chose keeps what is usual, also where that changes."""
        return {name: self.cleaned_data[name] for name in self.changed_data}
