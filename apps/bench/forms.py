from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.circles.models import Circle
from apps.instance.fields import TextField
from apps.introductions import limits
from apps.introductions.forms import GONE, PeopleField
from apps.profiles.models import User


class PairForm(forms.Form):
    """Two members whom the curator may see."""

    people = PeopleField(queryset=User.objects.none(), error_messages={"required": GONE, "invalid_choice": GONE})

    def __init__(self, circle: Circle, curator: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].offer(circle, curator)  # type: ignore[attr-defined]  # a PeopleField

    def clean_people(self) -> list[User]:
        two = list(self.cleaned_data["people"])
        if len(two) != limits.FEWEST:
            raise forms.ValidationError(GONE)
        return two


class ApproveForm(PairForm):
    note = TextField(
        max_length=limits.NOTE_LENGTH,
        error_messages={"required": _("Write a sentence: it is what makes them say yes.")},
    )


class HoldForm(PairForm):
    until = forms.DateField(
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day, such as 2027-03-31.")}
    )


class UndoForm(forms.Form):
    what = forms.ChoiceField(choices=[("approval", ""), ("hold", ""), ("never", "")])
    id = forms.IntegerField(min_value=1, max_value=2**62)
