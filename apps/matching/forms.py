from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.instance.fields import TextField
from apps.introductions.limits import NOTE_LENGTH
from apps.matching.models import Wish


class WishNoteForm(forms.Form):
    """What goes with a wish; for whom is asked only where the circle's curators see wishes."""

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
