from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.digests.mail_kinds import KINDS, kinds_for
from apps.digests.models import Cadence, UnwantedMail, Weekday
from apps.profiles.models import User

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class MailsForm(forms.Form):
    """Those that come; nothing chosen is none of them."""

    wanted = forms.MultipleChoiceField(label=_("A mail when"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, user: User, data: Any = None) -> None:
        unwanted = set(UnwantedMail.objects.filter(user=user).values_list("kind", flat=True)) if data is None else ()
        self.offered = kinds_for(user)
        super().__init__(data, initial={"wanted": [name for name in self.offered if name not in unwanted]})
        self.fields["wanted"].choices = [(name, KINDS[name].words) for name in self.offered]  # type: ignore[attr-defined]  # a field of choices


class ScheduleForm(forms.Form):
    cadence = forms.ChoiceField(label=_("A digest"), choices=Cadence, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(label=_("Day"), choices=Weekday, coerce=int)
    hour = forms.TypedChoiceField(label=_("Hour, by your clock"), choices=HOURS, coerce=int)
