from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.instance.fields import TextField
from apps.introductions.limits import NOTE_LENGTH
from apps.matching.card_links import DISMISS, LATER, WISH
from apps.matching.engine import EvidenceType
from apps.matching.models import Suggestion, Wish
from apps.matching.models.no_reason import WITHOUT_FACTS
from apps.profiles.models import ProfileTrait, User

_REASONS = [(kind.value, kind.name) for kind in EvidenceType]


class WishNoteForm(forms.Form):
    """What goes with a wish; for whom is asked only where the circle's curators see it."""

    note = TextField(
        label=_("Your note"),
        help_text=_("Plain words, no links. Empty it and save to take it away."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=NOTE_LENGTH,
        required=False,
    )
    note_for = forms.ChoiceField(
        label=_("Who reads it"), choices=Wish.NoteFor, widget=forms.RadioSelect, required=False
    )
    on_bench = forms.BooleanField(label=_("The curators may see that I would like to meet them"), required=False)

    def __init__(self, wish: Wish | None, data: Any = None) -> None:
        kept = {"note": wish.note, "note_for": wish.note_for, "on_bench": wish.is_for_curators} if wish else None
        super().__init__(data, initial=kept)


class MailedWishForm(forms.Form):
    """Nothing is chosen beforehand: programs that read mail press buttons, too."""

    value = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(WISH, _("I would like that")), (LATER, _("Not now")), (DISMISS, _("Not for me"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three first.")},
    )


class NoReasonForm(forms.Form):
    """A reason on a card, known by its type and the reader's own fact."""

    type = forms.TypedChoiceField(choices=_REASONS, coerce=int)
    fact = forms.ModelChoiceField(ProfileTrait.objects.none(), required=False)

    def __init__(self, user: User, data: Any) -> None:
        super().__init__(data)
        self.fields["fact"].queryset = ProfileTrait.objects.filter(user=user)  # type: ignore[attr-defined]  # a choice of rows

    def clean(self) -> None:
        fact, kind = self.cleaned_data.get("fact"), self.cleaned_data.get("type")
        if (fact is None) != (kind in WITHOUT_FACTS):
            raise forms.ValidationError("")  # what is said of it stands with ReasonGone


class FromCardForm(forms.Form):
    """The card from which something was pressed, to be shown again."""

    card = forms.ModelChoiceField(Suggestion.objects.none(), required=False)

    def __init__(self, user: User, data: Any) -> None:
        super().__init__(data)
        self.fields["card"].queryset = Suggestion.objects.visible_to(user)  # type: ignore[attr-defined]  # a choice of rows
