from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.instance.fields import LineField, TextField
from apps.meetings.errors import SENTENCES
from apps.meetings.reading.apart import LARGEST
from apps.meetings.reading.events import Why

LONGEST_PASTED = 100_000
AHEAD = timedelta(days=60)


class BringForm(forms.Form):
    """A meeting to look at: a calendar's file, or words."""

    file = forms.FileField(
        label=_("An invitation or a calendar"),
        required=False,
        allow_empty_file=True,
        help_text=_("A file that ends in .ics, at most 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )
    written = TextField(
        label=_("Or paste who is on it"),
        required=False,
        max_length=LONGEST_PASTED,
        help_text=_("The text of an invitation, or names and addresses, one a line."),
        widget=forms.Textarea(attrs={"rows": 4, "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"max_length": _("That is too long to look through. Paste who is on it alone.")},
    )
    title = LineField(
        label=_("What it is about"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("Keep it to 200 characters.")},
    )
    when = forms.DateTimeField(
        label=_("When it begins"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Write a day and a time, like 2026-03-10 15:00.")},
    )

    def clean_file(self) -> "UploadedFile[bytes] | None":
        """Before any of it is read."""
        upload: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if upload and (upload.size or 0) > LARGEST:
            raise ValidationError(str(SENTENCES[Why.TOO_LARGE]))
        return upload

    def clean_when(self) -> datetime | None:
        when: datetime | None = self.cleaned_data["when"]
        now = timezone.now()
        if when and not now - timedelta(days=1) < when < now + AHEAD:
            raise ValidationError(_("Choose a time within the next 60 days."))
        return when

    def clean(self) -> dict[str, Any]:
        words: dict[str, Any] = self.cleaned_data
        if not self.errors and not words["file"] and not words["written"]:
            raise ValidationError({"file": _("Choose a file, or paste who is on the call.")})
        if not self.errors and words["file"] and words["written"]:
            raise ValidationError(_("Bring one of the two at a time: the file, or what you pasted."))
        return words

    @property
    def calendar(self) -> bytes | None:
        """What is to be read as one; pasted, too."""
        upload: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if upload:
            raw: bytes = upload.read()
            return raw
        written: str = self.cleaned_data["written"]
        return written.encode() if "BEGIN:VCALENDAR" in written.upper() else None
