"""The four steps of the welcome. Each form tells which facts it holds; the first holds a name and a photo."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from apps.circles.models import Circle, Question
from apps.circles.shown_here import Common, facts_to_tap
from apps.mail.errors import DomainError
from apps.profiles import time_zones
from apps.profiles.fields import FactNamesField, YearField
from apps.profiles.forms import NameForm
from apps.profiles.models import Profile, TraitKind, User
from apps.profiles.services.traits import NewFact, check_years

Data = Mapping[str, Any] | None


class HereField(forms.CharField):
    """The time zone by the browser's clock. What is none is nothing that the person could mend."""

    def clean(self, value: object) -> str:
        return str(value) if time_zones.is_place(str(value)) else ""


class WelcomeNameForm(NameForm):
    # Kept only where the person has chosen none.
    here = HereField(required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))

    def fields_of_profile(self) -> dict[str, str]:
        found = {name: self.cleaned_data[name] for name in NameForm.Meta.fields}
        here = self.cleaned_data["here"]
        chosen = Profile.objects.get(pk=self.instance.pk).time_zone
        return found | ({"time_zone": here} if here and chosen == "UTC" else {})


class FactsStep(forms.Form):
    def facts(self) -> list[NewFact]:
        """What is written so far; of a form with mistakes, that which has none."""
        return [
            NewFact(field.kind, name)
            for key, field in self.fields.items()
            if isinstance(field, FactNamesField)
            for name in self.cleaned_data.get(key, [])
        ]


class IntoForm(FactsStep):
    """What one is into: facts to be tapped, and the curators' questions."""

    tapped = forms.MultipleChoiceField(label=_("Tap what is you"), required=False, widget=forms.CheckboxSelectMultiple)
    more = FactNamesField(
        kind=TraitKind.INTEREST,
        label=_("What else are you into?"),
        help_text=_("A word or two each, with commas between them."),
    )

    def __init__(self, data: Data, *, common: Sequence[Common], questions: Sequence[Question]) -> None:
        super().__init__(data)
        self.common = {one.key: one for one in common}
        tapped = self.fields["tapped"]
        if common:
            tapped.choices = [(one.key, one.topic.label) for one in common]  # type: ignore[attr-defined]  # a MultipleChoiceField
        else:
            del self.fields["tapped"]
            self.fields["more"].label = _("What are you into?")
        for question in questions:
            self.fields[f"question_{question.position}"] = FactNamesField(kind=question.kind, label=question.words)

    def facts(self) -> list[NewFact]:
        chosen = [self.common[key] for key in self.cleaned_data.get("tapped", [])]
        return [NewFact(one.kind, one.topic.name) for one in chosen] + super().facts()


def _completed(kind: str) -> forms.TextInput:
    return forms.TextInput(attrs={"list": f"topics-{kind}"})


class BeenForm(FactsStep):
    """Where one has been. A school and a place of work carry their years."""

    school = FactNamesField(kind=TraitKind.SCHOOL, label=_("A school"), widget=_completed("school"))
    school_from = YearField(label=_("From year"))
    school_to = YearField(label=_("To year"))
    employer = FactNamesField(
        kind=TraitKind.EMPLOYER, label=_("Where you work, or worked"), widget=_completed("employer")
    )
    employer_from = YearField(label=_("From year"))
    employer_to = YearField(label=_("To year"))
    place = FactNamesField(
        kind=TraitKind.PLACE,
        label=_("Towns you have lived in"),
        help_text=_("Towns only, never a street: others are told how near, in miles."),
    )

    def clean(self) -> None:
        super().clean()
        for key in ("school", "employer"):
            try:
                check_years(self.cleaned_data.get(f"{key}_from"), self.cleaned_data.get(f"{key}_to"))
            except DomainError as error:
                self.add_error(f"{key}_to", str(error))

    def facts(self) -> list[NewFact]:
        return [self._with_years(fact) for fact in super().facts()]

    def _with_years(self, fact: NewFact) -> NewFact:
        years = (self.cleaned_data.get(f"{fact.kind}_from"), self.cleaned_data.get(f"{fact.kind}_to"))
        return NewFact(fact.kind, fact.name, *years)


class HelpForm(FactsStep):
    """What one seeks and offers."""

    seeks = FactNamesField(
        kind=TraitKind.SEEKS,
        label=_("What do you seek?"),
        help_text=_("Like “a printer in Leeds”, “advice on patents”."),
    )
    offers = FactNamesField(
        kind=TraitKind.OFFERS,
        label=_("What do you offer?"),
        help_text=_("Like “a spare desk”, “conversation in Polish”."),
    )


Form = WelcomeNameForm | FactsStep
Maker = Callable[[Circle, User, Data, MultiValueDict[str, Any] | None], Form]


def _name(circle: Circle, user: User, data: Data, files: MultiValueDict[str, Any] | None) -> Form:
    # A copy: a form with mistakes writes into its instance.
    return WelcomeNameForm(data, files, instance=Profile.objects.get(user=user))


def _into(circle: Circle, user: User, data: Data, files: object) -> Form:
    questions = Question.objects.filter(circle=circle).order_by("position")
    return IntoForm(data, common=facts_to_tap(circle, user), questions=list(questions))


def _been(circle: Circle, user: User, data: Data, files: object) -> Form:
    return BeenForm(data)


def _help(circle: Circle, user: User, data: Data, files: object) -> Form:
    return HelpForm(data)


# By the number of the step.
FORMS: dict[int, Maker] = {1: _name, 2: _into, 3: _been, 4: _help}
