from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.instance.fields import TextField
from apps.profiles.models import User
from apps.staff.models import Report
from apps.staff.setup_token import is_token


class SetUpForm(forms.Form):
    token = forms.CharField(
        label=_("Token"),
        max_length=60,
        help_text=_("It was printed when this place was started. manage.py setup_token prints it again."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("Your email address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label=_("A password"),
        strip=False,
        help_text=_("At least ten characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_token(self) -> str:
        written: str = self.cleaned_data["token"]
        if not is_token(written):
            raise ValidationError(_("This is not the token. Copy it from where this place was started."))
        return written

    def clean(self) -> None:
        super().clean()
        password = self.cleaned_data.get("password")
        if password:
            self._judge(password)

    def _judge(self, password: str) -> None:
        try:
            validate_password(password, User(email=self.cleaned_data.get("email", "")))
        except ValidationError as error:
            self.add_error("password", error)


class FindPersonForm(forms.Form):
    email = forms.EmailField(
        label=_("Email address"), max_length=254, help_text=_("The whole address, as they sign in with it.")
    )


class SuspendForm(forms.Form):
    reason = TextField(
        label=_("Why"),
        max_length=500,
        help_text=_("Kept in the log that staff read. The person is not shown it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TakeOffForm(forms.Form):
    why = TextField(
        label=_("How do you know that it is them who asks?"),
        max_length=500,
        help_text=_("A call, a meeting, a letter. Kept in the log that staff read."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReportForm(forms.Form):
    words = TextField(
        label=_("What is wrong?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a sentence, so that they know what to look at.")},
    )


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(choices=[o for o in Report.Outcome.choices if o[0]])
