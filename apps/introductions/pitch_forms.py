from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.introductions.models import PitchReport
from apps.profiles.requests import as_id

Verdict = PitchReport.Verdict
GONE = _("This page was open for too long. Load it again and look once more.")


class IdField(forms.CharField):
    def clean(self, value: Any) -> int:
        found = as_id(super().clean(value))
        if found is None:
            raise forms.ValidationError(GONE)
        return found


class SenderForm(forms.Form):
    sender = IdField(error_messages={"required": GONE})


class LookForm(SenderForm):
    """What the looker was shown, and what comes of it."""

    messages = forms.MultipleChoiceField(error_messages={"required": GONE})
    verdict = forms.ChoiceField(
        choices=[choice for choice in Verdict.choices if choice[0]],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what comes of it.")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Which of them the looker may judge is asked of the rows.
        field = self.fields["messages"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(written, written) for written in self.data.getlist("messages") if as_id(written)]  # type: ignore[attr-defined]  # always a QueryDict here

    @property
    def message_ids(self) -> list[int]:
        return [int(written) for written in self.cleaned_data["messages"]]
