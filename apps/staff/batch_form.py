from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.circles.addresses import addresses_of
from apps.circles.following.rows import problem_of_sentence
from apps.circles.limits import LONGEST_NAME, LONGEST_SENTENCE
from apps.circles.services.accepting import owner_of
from apps.instance.fields import LineField
from apps.mail.errors import DomainError
from apps.profiles.models import User
from apps.staff.batches.limits import FEWEST_A_DAY, MOST_A_DAY, USUAL_A_DAY
from apps.staff.batches.reading import Reading, read_batch
from apps.staff.services.batching import refuse_circles


class BatchForm(forms.Form):
    """A file, in whose name its people are invited, and how fast."""

    name = LineField(
        label=_("What you call it"), max_length=LONGEST_NAME, help_text=_("For the list of batches and the log.")
    )
    file = forms.FileField(
        label=_("CSV file"),
        allow_empty_file=True,
        help_text=_("Columns by their headings: address, circle, name, why. At most 10 MB and 20,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )
    curator = forms.EmailField(
        label=_("Who invites"),
        max_length=254,
        help_text=_(
            "The address of an account here. They keep all of these circles, are told a day before, and can stop it."
        ),
    )
    sentence = LineField(
        label=_("Why they belong there"),
        required=False,
        max_length=LONGEST_SENTENCE,
        help_text=_("For rows that say nothing themselves."),
    )
    purpose = LineField(
        label=_("What the new circles are for"),
        required=False,
        max_length=LONGEST_SENTENCE,
        help_text=_("For circles that are not there yet. Whoever keeps them can change it."),
    )
    per_day = forms.IntegerField(
        label=_("How many a day"),
        min_value=FEWEST_A_DAY,
        max_value=MOST_A_DAY,
        initial=USUAL_A_DAY,
        help_text=_("They go out evenly over day and night."),
    )

    def clean_sentence(self) -> str:
        return _without_link(self.cleaned_data["sentence"])

    def clean_purpose(self) -> str:
        return _without_link(self.cleaned_data["purpose"])

    def clean_curator(self) -> User:
        owner = owner_of(self.cleaned_data["curator"])
        if owner is None or not owner.is_active:
            raise ValidationError(_("There is no account with exactly this address."))
        if owner.suspended_at is not None:
            raise ValidationError(_("This account is suspended."))
        return owner

    def clean(self) -> dict[str, Any]:
        words: dict[str, Any] = self.cleaned_data
        if not self.errors:
            words["reading"] = self._read(words)
        return words

    def _read(self, words: dict[str, Any]) -> Reading:
        own = addresses_of(words["curator"])
        try:
            reading = read_batch(words["file"], sentence=words["sentence"], own=own)
        except DomainError as error:
            raise ValidationError({"file": str(error)}) from error
        if not reading.lines:
            raise ValidationError({"file": _nobody(reading)})
        try:
            refuse_circles(reading.tags, keeper=words["curator"])
        except DomainError as error:
            raise ValidationError({"curator": str(error)}) from error
        return reading


def _nobody(reading: Reading) -> list[Any]:
    """With the first of what is wrong, because there is no page of what was read."""
    rows = [_("Row %(number)s: %(why)s") % {"number": number, "why": why} for number, why in reading.problems[:5]]
    return [_("No row of it can be kept."), *rows]


def _without_link(sentence: str) -> str:
    if problem := problem_of_sentence(sentence):
        raise ValidationError(problem)
    return sentence
