"""allauth's second steps (codes of an app, passkeys, recovery codes) in this house's words."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.instance.models import Instance
from apps.profiles.models import User


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not match. Try again with a new code."),
        "unverified_email": _("Confirm your email address first."),
        "cannot_generate_recovery_codes": _("Turn on an app or a passkey first."),
    }

    def _get_site_name(self) -> str:
        """What authenticator apps and passkey prompts call this place."""
        return Instance.objects.current().display_name

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        there = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": there + 1} if there else gettext("Passkey")


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].max_length = 80
        self.fields["name"].widget.attrs["maxlength"] = 80
        alone = self.fields["passwordless"]
        alone.label = _("Sign in with it alone")
        alone.help_text = _("No password and no code then; it asks for your face, finger or PIN instead.")
        alone.initial = True
