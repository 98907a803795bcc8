from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.circles.addresses import addresses_of, read
from apps.circles.models import Circle, Invitation, InvitedFact, JoinRequest
from apps.circles.services.inviting import Invitee
from apps.circles.tags import normalise
from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.profiles.plain_words import refuse_links

TAKEN = _("This tag is taken. Choose another one.")
PURPOSE_HELP = _("One or two sentences. Everybody who is invited reads them.")

SEEN_BY_LABEL = _("Who sees who is in it")
SEEN_BY_HELP = _(
    "Everybody is told before they come in. Where only the curators see it, two members read a first name and what "
    "connects them, and the rest once both have said yes. You can close the list at any time; once anybody may have "
    "been told that it is closed, it stays closed."
)


class TagField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return normalise(super().to_python(value) or "")


class PlainField(forms.CharField):
    """Words without links."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        try:
            refuse_links(value)
        except DomainError as error:
            raise ValidationError(str(error)) from error


class CircleForm(forms.ModelForm[Circle]):
    class Meta:
        model = Circle
        fields = ["tag", "purpose", "join_policy", "members_seen_by"]
        field_classes = {"tag": TagField, "purpose": PlainField}
        labels = {"members_seen_by": SEEN_BY_LABEL}
        widgets = {
            "tag": forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "join_policy": forms.RadioSelect,
            "members_seen_by": forms.RadioSelect,
        }
        help_texts = {
            "tag": _("A short name, like #marketing or #night-runners. It cannot be changed later."),
            "purpose": PURPOSE_HELP,
            "members_seen_by": SEEN_BY_HELP,
        }
        error_messages = {"tag": {"unique": TAKEN}}


class InviteForm(forms.ModelForm[Invitation]):
    """By mail. Either every entry is an address, or nobody is invited yet and everything stays in the form."""

    addresses = forms.CharField(
        label=_("Email addresses"),
        max_length=20_000,
        help_text=_("One or several, on lines of their own or with commas between them."),
        widget=forms.Textarea(attrs={"rows": 4, "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ["addresses", "sentence"]

    class Meta:
        model = Invitation
        fields = ["sentence"]
        field_classes = {"sentence": PlainField}
        labels = {"sentence": _("Why do they belong here?")}
        help_texts = {"sentence": _("One sentence from you, without links. They read it in the invitation.")}
        widgets = {"sentence": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_addresses(self) -> list[Invitee]:
        reading = read(self.cleaned_data["addresses"])
        own = addresses_of(self.by)
        mine = [invitee.address for invitee in reading.invitees if invitee.address in own]
        sentence = _("%(address)s is your own address, and you are here already. Take it out.")
        complaints = reading.complaints + [sentence % {"address": address} for address in mine]
        if complaints:
            raise ValidationError(complaints)
        return reading.invitees


class PersonalLinkForm(forms.ModelForm[Invitation]):
    name = PlainField(label=_("Their name"), max_length=80)

    class Meta(InviteForm.Meta):
        fields = ["name", "sentence"]


class JoinForm(forms.ModelForm[JoinRequest]):
    class Meta:
        model = JoinRequest
        fields = ["note"]
        field_classes = {"note": PlainField}
        labels = {"note": _("A word to the curators")}
        help_texts = {"note": _("How you know of this circle, and what draws you to it.")}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class FactsForm(forms.Form):
    """The ticks on what somebody's list says of oneself."""

    def __init__(self, data: Mapping[str, Any] | None, *, facts: Sequence[InvitedFact]) -> None:
        super().__init__(data)
        self.fields["facts"] = forms.MultipleChoiceField(
            required=False,
            choices=[(fact.pk, fact.label) for fact in facts],
            widget=forms.CheckboxSelectMultiple,
        )

    def ticked(self) -> set[int]:
        return {int(pk) for pk in self.cleaned_data["facts"]}
