import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.instance.fields import LineField, TextField
from apps.instance.models import Instance, SignUp
from apps.instance.pictures import fitted
from apps.mail.errors import DomainError

DOMAIN = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$")
MOST_DOMAINS = 100
DEFAULTS = {"rules": "rules_text", "privacy": "privacy_text"}


class DomainsField(forms.CharField):
    """Names of domains, one a line or with commas between them; a leading @ does not count."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        written = re.split(r"[\s,;]+", (super().to_python(value) or "").lower())
        names = sorted({name.removeprefix("@") for name in written if name})
        for name in names:
            if not DOMAIN.match(name):
                raise forms.ValidationError(_("Write each domain like example.org, on a line of its own."))
        return names[:MOST_DOMAINS]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class InstanceForm(forms.ModelForm[Instance]):
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("Stands on the front page. A JPEG, PNG or WebP up to 8 MB."),
        error_messages={"empty": _("This file is empty. Choose another picture.")},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    take_off = forms.BooleanField(label=_("Take the picture off"), required=False)
    domains = DomainsField(
        label=_("Domains"),
        required=False,
        max_length=10_000,
        help_text=_("One a line, like example.org. They are read on the front page."),
        widget=_text(3),
    )

    class Meta:
        model = Instance
        fields = (
            "name",
            "words",
            "contact",
            "sign_up",
            "domains",
            "circle_makers",
            "rules",
            "privacy",
            "imprint",
        )
        field_classes = {
            "name": LineField,
            "words": LineField,
            "rules": TextField,
            "privacy": TextField,
            "imprint": TextField,
        }
        widgets = {
            "words": _text(2),
            "sign_up": forms.RadioSelect,
            "circle_makers": forms.RadioSelect,
            "rules": _text(10),
            "privacy": _text(10),
            "imprint": _text(5),
        }
        help_texts = {
            "name": _("Stands at the head of every page and mail."),
            "words": _("For whom this place is. Stands on the front page."),
            "contact": _("Where people write when they cannot sign in. Everybody reads it."),
            "imprint": _("Who answers for this place: name, street, town. In some countries the law asks for it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.initial["name"] = self.instance.display_name
        self.templates = {name: getattr(self.instance, text) for name, text in DEFAULTS.items()}
        self.initial.update(self.templates)

    def clean_rules(self) -> str:
        return self._own("rules")

    def clean_privacy(self) -> str:
        return self._own("privacy")

    def clean_picture(self) -> bytes | None:
        """The picture as it will be kept."""
        upload = self.cleaned_data["picture"]
        try:
            return fitted(upload) if upload else None
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("sign_up") == SignUp.DOMAINS and self.cleaned_data.get("domains") == []:
            self.add_error("domains", _("Write at least one domain, or let anybody join."))

    def _own(self, name: str) -> str:
        """Nothing where the template was left as it stood: it then goes on following name and contact."""
        written: str = self.cleaned_data[name]
        # The instance is written to only after all fields are read.
        follows = not getattr(self.instance, name)
        return "" if follows and written.strip() == self.templates[name].strip() else written
