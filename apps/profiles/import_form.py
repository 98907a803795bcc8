from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from apps.mail.errors import DomainError
from apps.profiles.imports import files


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("The file of your data"),
        help_text=_("It is called intro-net.json. Nothing of it is kept before you have seen what it says."),
        error_messages={
            "required": _("Choose the file that “Download my data” gave you."),
            "empty": _("This file is empty. Choose another one."),
        },
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
    )

    def clean_file(self) -> dict[str, Any]:
        """What it says."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            return files.read(upload)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
