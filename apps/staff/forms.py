from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.instance.fields import LineField, TextField
from apps.instance.text import clean_line
from apps.profiles.folding import fold
from apps.profiles.models import User
from apps.profiles.services.traits import LONGEST
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


class FindTopicForm(forms.Form):
    name = LineField(label=_("Word"), max_length=80, required=False)


class SpellingsForm(forms.Form):
    spellings = forms.CharField(
        label=_("Other spellings"),
        max_length=2000,
        help_text=_("One a line. Whoever says it so says this entry from now on, and still reads their own spelling."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("Write at least one other spelling.")},
    )

    def clean_spellings(self) -> list[str]:
        lines = (clean_line(line).lstrip("#").strip() for line in self.cleaned_data["spellings"].splitlines())
        names = list(dict.fromkeys(line for line in lines if line))
        too_long = [name for name in names if len(name) > LONGEST or not fold(name)]
        if too_long or not names:
            raise ValidationError(_("Keep each to 80 characters, with a letter or a digit in it."))
        return names


class BroaderForm(forms.Form):
    broader = LineField(
        label=_("Something broader"),
        max_length=80,
        help_text=_("A word that is listed here, too: cycling is under sports. An interest begins with #."),
        error_messages={"required": _("Write the broader word as it is listed.")},
    )


class ReportForm(forms.Form):
    words = TextField(
        label=_("What is wrong?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a sentence, so that they know what to look at.")},
    )


class LetterForm(forms.Form):
    """What staff write to somebody by mail."""

    words = TextField(
        label=_("What do you write?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a sentence or two. It goes out by mail as you write it.")},
    )


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(choices=[o for o in Report.Outcome.choices if o[0]])
