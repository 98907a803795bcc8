"""allauth, bent to this house: its mails go through the outbox, and an account is never without a profile."""

from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.internal.flows.signup import get_pending_signup
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.instance.models import Instance
from apps.mail.composers import Composed
from apps.mail.doorbell import ring
from apps.mail.models import OutboxMail
from apps.mail.outbox import enqueue
from apps.mail.pausing import try_again
from apps.mail.suppression import lift_suppression
from apps.mail.surroundings import around
from apps.mail.tasks import deliver_mail
from apps.profiles import doors
from apps.profiles.devices import device
from apps.profiles.models import Profile, User
from apps.profiles.services.passwords import forget_password
from apps.profiles.services.sessions import end_sessions

PURPOSE = "account"
# Asked for with an address that has no account. The row costs what a code's row costs, so that nobody can tell by the
# work; but whoever never came here is not written to.
TO_NOBODY = "account/email/unknown_account"
SAY_A_MAIL_LEFT = {"account/messages/email_confirmation_sent.txt", "account/messages/login_code_sent.txt"}
OTHER_PROOFS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
TOO_OFTEN = _("That was tried too often. Wait five minutes and try again.")


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """A suspended person cannot sign in, and whoever is signed in when suspended is signed in no longer."""

    def user_can_authenticate(self, user: User) -> bool:
        return bool(super().user_can_authenticate(user)) and user.suspended_at is None


def name_of(user: User) -> str:
    """What allauth's pages and passkey prompts call somebody."""
    return user.profile.name or user.email


class OutboxAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
        "incorrect_code": _("That is not the code. Type it as it stands in the latest mail."),
        "email_password_mismatch": _("Address and password do not go together. Try again, or ask for a code."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
        "email_taken": _("Another account has this address. Add a different one, or sign in with this one."),
        "duplicate_email": _("You have this address here already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return not Instance.objects.current().only_invited or is_invited(request)

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        with transaction.atomic():
            saved: User = super().save_user(request, user, form, commit=commit)
            Profile.objects.get_or_create(user=saved)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queues what cannot be had again (the code, the link); the text is written when it is sent."""
        plain = {k: v for k, v in context.items() if isinstance(v, str | int | bool | None)}
        user = context.get("user")
        row = enqueue(
            PURPOSE,
            key=get_random_string(20),
            address=email,
            user_id=getattr(user, "pk", None),
            payload={"template": template_prefix, "context": plain},
            due_at=timezone.now(),
        )
        if row:
            ring(deliver_mail, row.pk)
        self.request.mail_written = True

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """Where a page says that a mail was sent, a row was written, be it one to nobody."""
        if message_template in SAY_A_MAIL_LEFT and not hasattr(self.request, "mail_written"):
            self.send_mail(TO_NOBODY, (message_context or {})["email"], {})
        super().add_message(request, level, message_template, message_context, **more)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """allauth tells of every change of who may get in: password, addresses, second steps, accounts elsewhere. Each
        of them signs everybody out but the one who made it."""
        end_sessions(user, keep=self.request.session.session_key)
        address = email or EmailAddress.objects.get_primary_email(user)
        if address:
            told = {"device": device(self.get_http_user_agent(self.request)), "changed_at": timezone.now().isoformat()}
            self.send_mail(template_prefix, address, (context or {}) | told | {"user": user})

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        return [
            method | {"description": OTHER_PROOFS[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        added = email_address.pk is None
        confirmed = bool(super().confirm_email(request, email_address))
        if added and confirmed:
            told = {"added_email": email_address.email}
            self.send_notification_mail("account/email/email_added", email_address.user, told)
        return confirmed

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Whoever is signed in has added an address, and goes back to them."""
        if self.request.user.is_authenticated:
            return reverse("account_email")
        return str(super().get_email_verification_redirect_url(email_address))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profiles:settings")

    def pre_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse | None:
        if user.suspended_at is not None:
            clear_login(request)
            refusal: HttpResponse = self.respond_user_inactive(request, user)
            return refusal
        answer: HttpResponse | None = super().pre_login(request, user, **about)
        return answer

    def login(self, request: HttpRequest, user: User) -> None:
        """The last of the steps: somebody may have been suspended since the first."""
        if user.suspended_at is not None or not user.is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)


def forget_unproven_password(request: HttpRequest, email_address: EmailAddress, **_about: Any) -> None:
    """Somebody proves an address for the first time by a log-in code: the password that stands there may have been set
    by whoever signed up with an address that is not theirs. If it was theirs, they are told that it is gone."""
    user = email_address.user
    methods = {record["method"] for record in get_authentication_records(request, user)}
    if "code" not in methods or "password" in methods or user.last_login is not None or not user.has_usable_password():
        return
    forget_password(user)
    gone = gettext(
        "The password that was typed before this address was confirmed is not kept. Set a new one in the settings, or "
        "go on signing in with codes."
    )
    messages.warning(request, gone)


def is_invited(request: HttpRequest | None) -> bool:
    """On the way to a page behind which they are invited; allauth carries it through as it checks it, too."""
    if request is None:
        return False
    pending = get_pending_signup(request)  # with an account from elsewhere, in whose state it was carried
    ways = (request.POST.get("next"), request.GET.get("next"), pending and pending.state.get("next"))
    return any(doors.lead_in(way) for way in ways if way)


def silent_among(mails: Sequence[OutboxMail]) -> set[int]:
    """A suspended person gets no mail: by no address of theirs, and whatever it is about."""
    suspended = User.objects.filter(suspended_at__isnull=False)
    theirs = EmailAddress.objects.filter(user__in=suspended, verified=True)
    addresses = {mail.address.lower() for mail in mails}
    by_address = theirs.alias(low=Lower("email")).filter(low__in=addresses).values_list("user_id", Lower("email"))
    ids = {mail.user_id for mail in mails if mail.user_id}
    by_account = suspended.filter(Q(pk__in=ids) | Q(email__in=addresses)).values_list("pk", "email")
    owners = {*by_account.union(by_address)}
    gone, at = {pk for pk, _email in owners}, {address for _pk, address in owners}
    return {mail.pk for mail in mails if mail.user_id in gone or mail.address.lower() in at}


def write_again(email_address: EmailAddress, **_: Any) -> None:
    """Whoever asked never to be written to, and now proves the address to have an account, has changed their mind; and
    mail arrives there."""
    lift_suppression(email_address.email)
    try_again(email_address.email, at=timezone.now())


def compose(mail: OutboxMail, at: object) -> Composed | None:
    template = mail.payload["template"]
    if template == TO_NOBODY:
        return None
    zone = mail.user.profile.zone if mail.user else None
    with timezone.override(zone):
        return _written(template, _context(mail))


def _context(mail: OutboxMail) -> dict[str, Any]:
    about: dict[str, Any] = {"email": mail.address} | mail.payload["context"]
    changed_at = parse_datetime(about.get("changed_at", ""))
    return (
        about
        | around()
        | {
            "user": mail.user,
            "changed_at": changed_at,
        }
    )


def _written(template: str, context: dict[str, Any]) -> Composed:
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    return Composed(subject, render_to_string(f"{template}_message.txt", context).strip() + "\n")
