"""Forms that take an address: allauth's own let a longer one through than any account can have."""

from typing import Any

from allauth.account.forms import AddEmailForm as AddEmail
from allauth.account.forms import RequestLoginCodeForm as RequestLoginCode
from allauth.account.forms import ResetPasswordForm as ResetPassword
from django.core.validators import MaxLengthValidator

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
