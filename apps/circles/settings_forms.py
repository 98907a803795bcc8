from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.circles.forms import PURPOSE_HELP, SEEN_BY_HELP, SEEN_BY_LABEL, PlainField
from apps.circles.models import Circle, Membership


class SettingsForm(forms.ModelForm[Circle]):
    is_named = forms.BooleanField(
        label=_("My name may stand beside it there"),
        required=False,
        help_text=_("Only yours. Each curator decides for themselves."),
    )

    class Meta:
        model = Circle
        fields = ["purpose", "join_policy", "members_seen_by", "suggesting", "cadence", "shows_wishes", "listed"]
        field_classes = {"purpose": PlainField}
        labels = {
            "members_seen_by": SEEN_BY_LABEL,
            "cadence": _("How often new suggestions come"),
            "shows_wishes": _("Curators see whom members would like to meet"),
            "listed": _("Anybody may read of this circle on the front page"),
        }
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "join_policy": forms.RadioSelect,
            "members_seen_by": forms.RadioSelect,
            "cadence": forms.RadioSelect,
            "suggesting": forms.RadioSelect,
        }
        help_texts = {
            "purpose": PURPOSE_HELP,
            "suggesting": _(
                "What the place itself notices. Your own introductions reach the people you name either way."
            ),
            "members_seen_by": SEEN_BY_HELP,
            "cadence": _(
                "How long the place waits before it suggests somebody else from here to a member. Whom they have "
                "before them stays, and your own introductions do not wait."
            ),
            "shows_wishes": _(
                "A wish then stands on your bench, with a note if there is one for you. The other learns nothing. "
                "Members read so before they come in and before they wish; what was wished until now stays sealed. Who "
                "asks you for an introduction stands there either way."
            ),
            "listed": _("Its tag and what it is for, never who is in it."),
        }

    def __init__(self, data: Any = None, *, own: Membership) -> None:
        super().__init__(data, instance=own.circle, initial={"is_named": own.is_named})


class LinkForm(forms.Form):
    """A new link in place of the one that is out."""

    uses = forms.IntegerField(
        label=_("For how many people?"),
        required=False,
        min_value=1,
        max_value=5000,
        help_text=_("Leave it empty if you do not want to count."),
        widget=forms.NumberInput(attrs={"class": "year", "inputmode": "numeric"}),
    )
