"""Where a fact is: a town by its name, or a pin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.instance.fields import LineField
from apps.profiles import mapping
from apps.profiles.places import Point
from apps.profiles.towns import reading
from apps.profiles.towns.town import Town

_OFF = _("These coordinates are not on the globe: the first goes to 90, the second to 180.")
_NO_NUMBER = _("Write a number of degrees, like 40.89 or -73.87.")


class SearchForm(forms.Form):
    """Which towns are called so."""

    q = LineField(
        label=_("Town"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("Springfield, IL")}),
    )

    def towns(self) -> list[Town]:
        text = self.cleaned_data.get("q", "") if self.is_valid() else ""
        return (reading.called(text) or reading.offered(text)) if text else []


class TownForm(forms.Form):
    town = forms.CharField(
        max_length=120, error_messages={"required": _("Choose a town from the list."), "max_length": _("Choose one.")}
    )

    def clean_town(self) -> Town:
        town = reading.only_one(self.cleaned_data["town"])
        if town is None:
            raise ValidationError(
                _("No town is called just so. Look for it by its name, and choose one from the list.")
            )
        return town


class _Degrees(forms.FloatField):
    def __init__(self, most: float, **options: Any) -> None:
        super().__init__(min_value=-most, max_value=most, **options)
        self.error_messages |= {"required": _NO_NUMBER, "invalid": _NO_NUMBER}
        for validator in self.validators:
            validator.message = _OFF  # type: ignore[attr-defined]  # of the two limits
        # Words may be kept in a text field, where a number field would lose them.
        self.widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})


class PinForm(forms.Form):
    """The middle of the map, and where on it somebody pressed; or coordinates alone."""

    latitude = _Degrees(90, label=_("Latitude"), help_text=_("North of the equator; south of it with a minus."))
    longitude = _Degrees(180, label=_("Longitude"), help_text=_("East of Greenwich; west of it with a minus."))
    span = forms.TypedChoiceField(choices=[(s, s) for s in mapping.SPANS], coerce=int, required=False, empty_value="")
    move = forms.ChoiceField(choices=[(way, way) for way in ("north", "south", "west", "east")], required=False)

    def clean(self) -> None:
        super().clean()
        # A key pressed on the map says its upper left corner.
        if self._was_pressed() and self._at() == (0, 0):
            raise ValidationError(
                _("Point at the map with the mouse or a finger, or move the pin by the words below it.")
            )

    def point(self) -> Point:
        centre = Point(self.cleaned_data["latitude"], self.cleaned_data["longitude"])
        span = self.cleaned_data["span"] or mapping.USUAL
        if way := self.cleaned_data["move"]:
            return mapping.moved(centre, span, way)
        return mapping.pressed(centre, span, *self._at()) if self._was_pressed() else centre

    def _was_pressed(self) -> bool:
        return "pin.x" in self.data and "pin.y" in self.data

    def _at(self) -> tuple[int, int]:
        """Whatever is no point of the map is its corner."""
        written = [str(self.data[name]) for name in ("pin.x", "pin.y")]
        if not all(text.isascii() and text.isdigit() and len(text) < 4 for text in written):
            return 0, 0
        x, y = (min(int(text), mapping.SIZE) for text in written)
        return x, y
