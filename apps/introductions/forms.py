from collections.abc import Collection
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from apps.circles.models import Circle, Membership
from apps.instance.fields import TextField
from apps.introductions import limits
from apps.introductions.models import Answer, Outcome
from apps.profiles.folding import fold
from apps.profiles.models import User

GONE = _("One of these people is no longer in the circle. Choose again.")
LONGEST_ID = 18


Row = TypeVar("Row", bound=Model)


class ChosenField(forms.ModelMultipleChoiceField[Row]):
    def clean(self, value: Any) -> Any:
        # No database has such an id, and some fail at looking for it.
        if any(len(str(pk)) > LONGEST_ID for pk in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class PeopleField(ChosenField[User]):
    def offer(self, circle: Circle, curator: User) -> None:
        """The members whom the curator may introduce, by name."""
        members = Membership.objects.others_in(circle, curator)
        people = User.objects.filter(pk__in=members.values("user")).select_related("profile")
        self.queryset = people.order_by("profile__name", "pk")

    def narrow(self, words: str, chosen: Collection[int]) -> None:
        """To those with these words in their name, and to whoever is chosen already: nobody drops out unseen."""
        offered = User.objects.none() if self.queryset is None else self.queryset
        wanted, names = fold(words), offered.values_list("pk", "profile__name")
        self.queryset = offered.filter(pk__in={pk for pk, name in names if wanted in fold(name)} | {*chosen})

    def label_from_instance(self, obj: User) -> str:
        return str(obj.profile.display_name)


class AnswerForm(forms.Form):
    value = forms.ChoiceField(
        choices=[(Answer.Value.YES, _("Yes")), (Answer.Value.NO, _("No"))],
        error_messages={"required": _("Choose yes or no.")},
    )


class MailedAnswerForm(forms.Form):
    """Nothing is chosen beforehand: programs that read mail press buttons, too."""

    value = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (Answer.Value.YES, _("Yes, introduce us")),
            (Answer.Reason.NOT_NOW, _("Not now")),
            (Answer.Value.NO, _("Not for me")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three first.")},
    )


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(choices=[("", _("Rather not say")), *Answer.Reason.choices], required=False)


class MessageForm(forms.Form):
    body = TextField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=limits.MESSAGE_LENGTH,
        error_messages={
            "required": _("Write a few words first."),
            "max_length": _(
                "This is longer than 5,000 characters: it has %(show_value)d. Make it shorter, or send it in two parts."
            ),
        },
    )


class TalkedForm(forms.Form):
    value = forms.ChoiceField(
        label=_("Did you talk?"),
        choices=Outcome.Value.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four.")},
    )
