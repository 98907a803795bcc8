from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.instance.fields import LineField, TextField
from apps.introductions import envelopes, limits
from apps.introductions.models import Enclosure, Introduction, Tiding, Way
from apps.introductions.services.enclosing import Enclosed
from apps.introductions.text import check_short
from apps.mail.errors import DomainError
from apps.profiles.models import User

EMAIL = "email"


class ShortField(TextField):
    """A few words that reach people who have not written to each other yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=limits.QUESTION_LENGTH,
            required=False,
            error_messages={"max_length": _("Keep it to 300 characters: it has %(show_value)d.")},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        words = str(super().clean(value))
        try:
            check_short(words)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        return words


class EnclosureForm(forms.Form):
    """What goes into the envelope. `share`: the email address, and ids of ways."""

    question = ShortField(widget=forms.Textarea(attrs={"rows": 2}))
    share = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        data: Any = None,
        *,
        user: User,
        ways: list[Way],
        introduction: Introduction,
        row: Enclosure | None = None,
        others: int = 1,
    ) -> None:
        # Several stand on one page.
        super().__init__(data, initial=_initial(row), auto_id=f"enclosed-{introduction.pk}-%s")
        self.ways = ways
        question, share = self.fields["question"], self.fields["share"]
        asking = _("One thing you would like to ask the other") if others == 1 else _("One thing to ask the others")
        question.label = asking
        share.label = _("Ways to reach you, for their eyes")
        choices = [(EMAIL, user.email), *((str(way.pk), f"{way.label}: {way.value}") for way in ways)]
        share.choices = choices  # type: ignore[attr-defined]  # a field of choices
        share.error_messages["invalid_choice"] = str(_("One of these ways is gone. Choose again."))

    @property
    def enclosed(self) -> Enclosed:
        shared = self.cleaned_data["share"]
        ids = [int(value) for value in shared if value != EMAIL]
        return Enclosed(self.cleaned_data["question"], EMAIL in shared, ids)


def form_for(user: User, introduction: Introduction, data: Any = None) -> EnclosureForm:
    """What somebody has put in so far, or sends now."""
    row = None if data else envelopes.own(introduction, user)
    others = introduction.participants_key.count("-")
    return EnclosureForm(data, user=user, ways=own_ways(user), introduction=introduction, row=row, others=others)


def own_ways(user: User) -> list[Way]:
    return list(Way.objects.filter(user=user).order_by("pk"))


def _initial(row: Enclosure | None) -> dict[str, Any]:
    if row is None or row.pk is None:
        return {}
    shared = [EMAIL] * row.shows_email + [str(way.pk) for way in row.ways.all()]
    return {"question": row.question, "share": shared}


class WayForm(forms.Form):
    label = LineField(
        label=_("What it is"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("Phone")}),
        error_messages={"required": _("Write what it is, like phone or Signal.")},
    )
    value = LineField(
        label=_("Number, handle or address"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the number, the handle or the address.")},
    )


class TidingForm(forms.Form):
    kind = forms.ChoiceField(choices=Tiding.Kind)
    words = ShortField(widget=forms.Textarea(attrs={"rows": 2}))
