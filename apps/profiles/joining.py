from allauth.account import forms
from allauth.core import context
from allauth.socialaccount import forms as other_forms
from django.db import transaction
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from apps.instance.models import Instance
from apps.profiles.accounts import is_invited
from apps.profiles.models import User


def refuse_stranger(address: str) -> None:
    """By who may join this place. Looks at the address alone, before anybody asks whether it has an account."""
    instance = Instance.objects.current()
    if not instance.only_invited and not instance.admits(address) and not is_invited(context.request):
        sentence = _("Join with an address at %(domains)s, or ask somebody here for an invitation.")
        raise ValidationError(sentence % {"domains": instance.domains_in_words})


class OtherAccountSignupForm(other_forms.SignupForm):  # type: ignore[misc]  # allauth has no types
    """Joining with an account from elsewhere whose address there does not do."""

    def clean_email(self) -> str:
        refuse_stranger(self.cleaned_data["email"])
        return str(super().clean_email())


class SignupForm(forms.SignupForm):  # type: ignore[misc]  # allauth has no types
    """Joining with an address that has an account gets the answer of a new one, and costs the same work: hashing the
    password takes a tenth of a second, which anybody could measure."""

    def clean_email(self) -> str:
        refuse_stranger(self.cleaned_data["email"])
        return str(super().clean_email())

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            self._rehearse(request)
        user, response = super().try_save(request)
        return user, response

    def _rehearse(self, request: HttpRequest) -> None:
        """Makes the account under an address that nobody has, and takes it back."""
        taken = self.cleaned_data["email"]
        self.account_already_exists, self.cleaned_data["email"] = (
            False,
            f"{get_random_string(20).lower()}@nobody.invalid",
        )
        with transaction.atomic():
            self.save(request)
            transaction.set_rollback(True)
        self.account_already_exists, self.cleaned_data["email"] = True, taken
