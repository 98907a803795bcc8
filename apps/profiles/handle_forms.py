from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.instance.fields import LineField
from apps.profiles.models import Visibility


class KeptForm(forms.Form):
    """Who sees a handle, and whether circle-mates recognise one by it."""

    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility, initial=Visibility.INTRODUCED)
    recognise = forms.BooleanField(
        label=_("Let circle-mates recognise me by it"),
        required=False,
        help_text=_("Whoever shares a circle with you and knows it already then sees that it is you."),
    )


class HandleForm(KeptForm):
    site = LineField(
        label=_("Where"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("Mastodon")}),
        validators=[RegexValidator("/", _("Write how the place is called, without its address."), inverse_match=True)],
        error_messages={"required": _("Write where it is, like Mastodon or GitHub.")},
    )
    name = LineField(
        label=_("Your handle there"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("@mina")}),
        error_messages={"required": _("Write what you are called there, like @mina.")},
    )
    field_order = ("site", "name", "visibility", "recognise")


class RecognitionForm(forms.Form):
    """By which of one's proved addresses circle-mates recognise one."""

    addresses = forms.TypedMultipleChoiceField(
        label=_("Let circle-mates recognise me by"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, addresses: list[tuple[EmailAddress, bool]]) -> None:
        super().__init__(data, initial={"addresses": [row.pk for row, on in addresses if on]})
        self.fields["addresses"].choices = [(row.pk, row.email) for row, _on in addresses]  # type: ignore[attr-defined]  # a field of choices
