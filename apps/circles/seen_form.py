from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.circles.models import Circle
from apps.profiles.models import ProfileTrait, Reach


class Circles(forms.ModelMultipleChoiceField[Circle]):
    def label_from_instance(self, obj: Circle) -> str:
        return f"#{obj.tag}" if obj.members_see_each_other else _("#%(tag)s: its curators") % {"tag": obj.tag}


class SeenForm(forms.Form):
    """In which of one's circles a fact is seen."""

    circles = Circles(
        label=_("Seen in"), queryset=Circle.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    later = forms.BooleanField(label=_("Also in circles that I join later"), required=False)

    def __init__(self, data: Any = None, *, trait: ProfileTrait) -> None:
        mine = Circle.objects.visible_to(trait.user).order_by("tag")
        named = trait.exceptions.values("circle")
        seen = mine.filter(pk__in=named) if trait.reach == Reach.ONLY else mine.exclude(pk__in=named)
        super().__init__(data, initial={"circles": list(seen), "later": trait.reach != Reach.ONLY})
        self.fields["circles"].queryset = mine  # type: ignore[attr-defined]  # a field of circles

    def clean(self) -> None:
        if not (self.cleaned_data.get("circles") or self.cleaned_data.get("later")):
            raise forms.ValidationError(_("Tick a circle. To keep a fact to yourself, choose “Only me” on your page."))
