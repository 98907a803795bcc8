import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.instance.fields import ROOM
from apps.instance.text import clean_line
from apps.mail.errors import DomainError
from apps.profiles import naming
from apps.profiles.models import TraitKind
from apps.profiles.services.traits import FIRST_YEAR, MOST, plain_name
from apps.profiles.towns import reading

# "#yankees #cycling" are two facts, as are two on lines of their own or with a comma between them.
_BETWEEN = re.compile(r"[,;\n]+|\s+(?=#)")

# As for a degree that is to end, or an event that is planned.
YEARS_AHEAD = 10

# Of towns a comma may also stand before the state.
_LINES = re.compile(r"[;\n]+|\s+(?=#)")


class FactNamesField(forms.CharField):
    """The names of facts of one kind, one or several in a line; cleaned to a list of them."""

    def __init__(self, *, kind: str, **options: Any) -> None:
        super().__init__(**({"required": False, "max_length": 1000} | options))
        self.kind = kind
        self.widget.attrs |= {"autocomplete": "off"}

    def clean(self, value: Any) -> list[str]:
        written: str = super().clean(value) or ""
        names = [name for piece in self._pieces(written) if (name := clean_line(piece))]
        complaints = [said for name in names for said in self._complaints(name)]
        if complaints:
            raise ValidationError(list(dict.fromkeys(complaints)))
        return names

    def _pieces(self, written: str) -> list[str]:
        if self.kind != TraitKind.PLACE:
            return _BETWEEN.split(written)
        if sum(map(bool, map(str.strip, _BETWEEN.split(written)))) > MOST:  # each would be looked up
            raise ValidationError(_("That is more than a hundred towns. Write those that meant the most to you."))
        return [town for line in _LINES.split(written) for town in reading.apart(line)]

    def _complaints(self, name: str) -> list[str]:
        try:
            plain_name(self.kind, name)
        except DomainError as error:
            return [str(error)]
        return []


class NameField(forms.CharField):
    """What somebody is called. Measured as it is read, so the browser, which counts otherwise, does not cut it off."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**(options | {"max_length": None}))

    def to_python(self, value: Any) -> str:
        words = super().to_python(value) or ""
        return words if len(words) > naming.LONGEST_KEPT + ROOM else naming.clean(words)

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            naming.check(value)
        except DomainError as error:
            raise ValidationError(str(error)) from error


class YearField(forms.IntegerField):
    """Of what was, or is to be soon: further ahead it is a slip of the finger."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> int | None:
        last = timezone.now().year + YEARS_AHEAD
        sentence = _("Write a year from 1900 to %(last)s, like 2008.") % {"last": last}
        try:
            year: int | None = super().clean(value)
        except ValidationError as error:
            raise ValidationError(sentence) from error
        if year is not None and not FIRST_YEAR <= year <= last:
            raise ValidationError(sentence)
        return year
