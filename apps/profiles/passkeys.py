"""allauth's second steps (codes of an app, passkeys, recovery codes) in this house's words."""

import logging
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.instance.models import Instance
from apps.profiles.models import User
from apps.profiles.sealing import Unreadable, seal, unseal

log = logging.getLogger(__name__)


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not match. Try again with a new code."),
        "unverified_email": _("Confirm your email address first."),
        "cannot_generate_recovery_codes": _("Turn on an app or a passkey first."),
    }

    def _get_site_name(self) -> str:
        """What authenticator apps and passkey prompts call this place."""
        return Instance.objects.current().display_name

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What cannot be read is read as a secret that nobody has: no code fits, and nobody gets in by it."""
        try:
            return unseal(encrypted_text)
        except Unreadable:
            log.warning("a second step is damaged, or was sealed with another SECRET_KEY; staff can take it off")
            return str(generate_totp_secret())

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        there = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": there + 1} if there else gettext("Passkey")


def note_as_proof(request: HttpRequest, user: User, authenticator: Authenticator, **_about: Any) -> None:
    """Whoever has just turned on an app or a passkey has shown that they hold it: they see their recovery codes without
    being asked once more whether it is them."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        about = {"id": authenticator.pk, "type": authenticator.type}
        record_authentication(request, user, method="mfa", reauthenticated=True, **about)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].validators.append(MaxLengthValidator(80))
        alone = self.fields["passwordless"]
        alone.label = _("Sign in with it alone")
        alone.help_text = _("No password and no code then; it asks for your face, finger or PIN instead.")
        alone.initial = True
