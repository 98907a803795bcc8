"""Forms that take an address. allauth's own let a longer one through than any account can have."""

from typing import Any

from allauth.account.forms import AddEmailForm as AddEmail
from allauth.account.forms import RequestLoginCodeForm as RequestLoginCode
from allauth.account.forms import ResetPasswordForm as ResetPassword
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from apps.profiles.models import User
from apps.profiles.paused_addresses import addresses_of

LONGEST = 254  # characters (RFC 5321)


class _Limited:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].validators.append(MaxLengthValidator(LONGEST))  # type: ignore[attr-defined]  # a form's


class AddEmailForm(_Limited, AddEmail):  # type: ignore[misc]  # allauth has no types
    pass


class RequestLoginCodeForm(_Limited, RequestLoginCode):  # type: ignore[misc]  # allauth has no types
    pass


class ResetPasswordForm(_Limited, ResetPassword):  # type: ignore[misc]  # allauth has no types
    pass


class OwnAddressForm(forms.Form):
    address = forms.ChoiceField(label=_("Address"))

    def __init__(self, user: User, data: Any) -> None:
        super().__init__(data)
        self.fields["address"].choices = [(address, address) for address in addresses_of(user)]  # type: ignore[attr-defined]  # a field of choices
