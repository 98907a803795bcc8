from allauth.account import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from apps.profiles.models import User


class SignupForm(forms.SignupForm):  # type: ignore[misc]  # allauth has no types
    """Joining with an address that has an account gets the answer of a new one, and costs the same work: hashing the
    password takes a tenth of a second, which anybody could measure."""

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
