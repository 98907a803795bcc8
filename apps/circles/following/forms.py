import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.circles.following.reading import Reading, read_file, read_written
from apps.circles.following.rows import Row, problem_of_sentence
from apps.circles.limits import LONGEST_SENTENCE, MOST_LINES
from apps.circles.models import Draft
from apps.instance.text import clean_line
from apps.mail.errors import DomainError


class ListForm(forms.Form):
    """A list, pasted or as a file."""

    written = forms.CharField(
        label=_("Your list"),
        required=False,
        max_length=200_000,
        help_text=_("#FF @ann @bob, addresses, or a name a line. Why they belong may follow after a dash."),
        widget=forms.Textarea(attrs={"rows": 8, "autocapitalize": "none", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        required=False,
        allow_empty_file=True,
        help_text=_("Name, address, and why they belong; at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )

    def clean(self) -> dict[str, Any]:
        words: dict[str, Any] = self.cleaned_data
        if not self.errors:
            words["reading"] = self._read(words)
        return words

    def _read(self, words: Mapping[str, Any]) -> Reading:
        field = "file" if words["file"] else "written"
        try:
            reading = read_file(words["file"]) if words["file"] else read_written(words["written"])
        except DomainError as error:
            raise ValidationError({field: str(error)}) from error
        if not reading.rows:
            raise ValidationError({field: _("There is nobody in it. Paste a list, or choose a file.")})
        return reading


class RowsForm(forms.Form):
    """What was looked at, brought back with the yes to it. It is checked again: it comes from a browser."""

    rows = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000)

    def clean_rows(self) -> list[Row]:
        try:
            found = json.loads(self.cleaned_data["rows"])
            rows = [Row(*(clean_line(str(cell)) for cell in cells)) for cells in found]
        except (ValueError, TypeError, RecursionError) as error:
            raise ValidationError(_("The list did not come through. Bring it once more.")) from error
        return [Row(row.name, row.address.lower(), row.sentence) for row in rows[:MOST_LINES]]


def packed(rows: Collection[Row]) -> str:
    return json.dumps([(row.name, row.address, row.sentence) for row in rows])


class SentencesForm(forms.Form):
    """One sentence for each line; those that are left empty wait."""

    def __init__(self, data: Mapping[str, Any] | None, *, drafts: Sequence[Draft]) -> None:
        super().__init__(data, initial={f"sentence_{draft.pk}": draft.sentence for draft in drafts})
        self.drafts = drafts
        for draft in drafts:
            self.fields[f"sentence_{draft.pk}"] = forms.CharField(
                label=draft.who,
                required=False,
                max_length=LONGEST_SENTENCE,
                validators=[_refuse_bad],
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def rows(self) -> list[tuple[Draft, forms.BoundField]]:
        return [(draft, self[f"sentence_{draft.pk}"]) for draft in self.drafts]

    def sentences(self) -> dict[int, str]:
        """Of the lines that the form was sent with: somebody else may have added some since."""
        names = {draft.pk: f"sentence_{draft.pk}" for draft in self.drafts}
        return {pk: clean_line(self.cleaned_data[name]) for pk, name in names.items() if name in self.data}


def _refuse_bad(sentence: str) -> None:
    if problem := problem_of_sentence(clean_line(sentence)):
        raise ValidationError(problem)
