from django import forms
from django.utils.translation import gettext_lazy as _

from apps.digests.models import Cadence, Weekday

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class ScheduleForm(forms.Form):
    cadence = forms.ChoiceField(label=_("A digest"), choices=Cadence, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(label=_("Day"), choices=Weekday, coerce=int)
    hour = forms.TypedChoiceField(label=_("Hour, by your clock"), choices=HOURS, coerce=int)
