from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.instance.fields import LineField, TextField
from apps.instance.pictures import squared
from apps.mail.errors import DomainError
from apps.profiles import reaches, time_zones
from apps.profiles.fields import NameField, YearField
from apps.profiles.models import ORDINARY, SENSITIVE, Profile, TraitKind, Visibility
from apps.profiles.plain_words import has_link


class NameForm(forms.ModelForm[Profile]):
    """What one is called, and looks like."""

    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("A JPEG, PNG or WebP up to 8 MB. It is cut to a square."),
        error_messages={"empty": _("This file is empty. Choose another picture.")},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = Profile
        fields: tuple[str, ...] = ("name", "pronouns", "pronunciation")
        field_classes = {
            "name": NameField,
            "pronouns": LineField,
            "pronunciation": LineField,
            "headline": LineField,
            "about": TextField,
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "about": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "headline": _("One line: what you would say at a door."),
            "pronouns": _("Like she/her or they/them."),
            "pronunciation": _("How your name is said, like “MEE-nah”."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.required = True
        name.error_messages["required"] = _("Write the name that people know you by.")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if has_link(name):
            raise forms.ValidationError(
                _("Leave links out of your name: it stands in mails to people who do not know you yet.")
            )
        return name

    def clean_photo(self) -> bytes | None:
        """The picture as it will be kept."""
        upload = self.cleaned_data["photo"]
        try:
            return squared(upload) if upload else None
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class ProfileForm(NameForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Your digest comes at an hour of this place. Type its name to find it.")
    )
    field_order = ("name", "pronouns", "pronunciation", "headline", "about", "photo", "time_zone")

    class Meta(NameForm.Meta):
        fields = (*NameForm.Meta.fields, "headline", "about", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["time_zone"]
        zone.choices = time_zones.choices(self.instance.time_zone)  # type: ignore[attr-defined]  # a ChoiceField


class YearsForm(forms.Form):
    """Who may see a fact, and when it was."""

    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility)
    may_match = forms.BooleanField(required=False, widget=forms.HiddenInput)  # of sensitive facts only
    year_from = YearField(label=_("From year"))
    year_to = YearField(label=_("To year"))


def _kinds() -> list[tuple[str, Any]]:
    private = [(kind.value, kind.label) for kind in SENSITIVE]
    return [*ORDINARY, (str(_("Private by nature")), private)]


class TraitForm(YearsForm):
    """Stands on one page with ProfileForm, so its fields have ids of their own."""

    name = LineField(
        label=_("A fact about you"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "topics", "placeholder": "#cycling"}),
        error_messages={"required": _("Write a word or two, like #cycling or the name of your school.")},
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=_kinds, initial=TraitKind.INTEREST)
    visibility = forms.ChoiceField(
        label=_("Who sees it"),
        choices=[("", _("As usual for what it is")), *Visibility.choices],
        required=False,
        help_text=_("Usually people in your circles; of health, faith, sexuality and union only you."),
    )
    # Of a fact that was taken off a moment ago: it comes back to those circles only that saw it.
    exceptions = forms.CharField(
        required=False,
        max_length=2000,
        validators=[RegexValidator(reaches.LINE, _("It cannot be put back as it was. Add it again."))],
        widget=forms.HiddenInput,
    )
    place = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)  # where it was on the map
    field_order = ("name", "kind", "visibility", "year_from", "year_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "fact_%s"} | kwargs))


class PauseForm(forms.Form):
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("On this day you are back by yourself. Left empty, when you say so."),
        error_messages={"invalid": _("Choose a day after today, within a year.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PrivacyForm(forms.Form):
    may_be_named = forms.TypedChoiceField(
        label=_("May others read that you know them both?"),
        help_text=_("Like “You both know Ana”, in a reason to meet, inside your circles only."),
        choices=[("yes", _("Yes, I may be named")), ("no", _("No, leave me out"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
