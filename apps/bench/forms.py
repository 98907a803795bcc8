from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.bench.models.prepared import called_by
from apps.circles.models import Circle, Invitation
from apps.instance.fields import TextField
from apps.introductions import limits
from apps.introductions.forms import GONE, ChosenField, PeopleField
from apps.profiles.models import User

LONG = 20  # so many are found at a glance
NOT_AWAITED = _("Somebody you chose has come meanwhile, or their invitation is over. Choose again.")


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


class NoteForm(forms.Form):
    note = TextField(
        label=_("Your note to all of them"),
        help_text=_("Plain words, no links. Everybody reads the same."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=limits.NOTE_LENGTH,
        error_messages={"required": _("Write a sentence: it is what makes them say yes.")},
    )


class ApproveForm(PairForm, NoteForm):
    """Two, and what they are told."""


class HoldForm(PairForm):
    until = forms.DateField(
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day, such as 2027-03-31.")}
    )


class InvitedField(ChosenField[Invitation]):
    """Who was invited and has not come: a no is among them."""

    def offer(self, circle: Circle, curator: User, at: datetime) -> None:
        self.queryset = Invitation.objects.visible_to(curator).filter(circle=circle).answerable(at)

    def label_from_instance(self, obj: Invitation) -> str:
        return called_by(obj)


class IntroduceForm(NoteForm):
    people = PeopleField(
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Who should meet?"),
        error_messages={"invalid_choice": GONE},
    )
    invited = InvitedField(
        queryset=Invitation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Invited, and not here yet"),
        help_text=_("They are asked once all of them are here. Nobody reads of it before."),
        error_messages={"invalid_choice": NOT_AWAITED},
    )
    field_order = ("people", "invited", "note")

    def __init__(self, circle: Circle, curator: User, at: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].offer(circle, curator)  # type: ignore[attr-defined]  # a PeopleField
        self.fields["invited"].offer(circle, curator, at)  # type: ignore[attr-defined]  # an InvitedField

    def clean(self) -> dict[str, Any]:
        if not (self.cleaned_data.get("people") or self.cleaned_data.get("invited") or self.errors):
            self.add_error("people", _("Choose at least two people."))
        return self.cleaned_data

    def narrow(self, words: str) -> None:
        self.fields["people"].narrow(words, self.initial["people"])  # type: ignore[attr-defined]  # a PeopleField

    @property
    def is_long(self) -> bool:
        """So that one looks for people by their names."""
        return len(self.fields["people"].queryset) > LONG  # type: ignore[attr-defined]  # a PeopleField

    @property
    def has_anybody(self) -> bool:
        people, invited = (self.fields[name].queryset for name in ("people", "invited"))  # type: ignore[attr-defined]  # as above
        return bool(people) or bool(invited)


class UndoForm(forms.Form):
    what = forms.ChoiceField(choices=[("prepared", ""), ("hold", ""), ("never", "")])
    id = forms.IntegerField(min_value=1, max_value=2**62)
