"""allauth, bent to this house: its mails go through the outbox, and an account is never without a profile."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import get_random_string

from apps.mail.composers import Composed
from apps.mail.doorbell import ring
from apps.mail.models import OutboxMail
from apps.mail.outbox import enqueue
from apps.mail.suppression import lift_suppression
from apps.mail.tasks import deliver_mail
from apps.profiles.models import Profile, User
from apps.profiles.services.passwords import forget_password

PURPOSE = "account"


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """A suspended person cannot sign in, and whoever is signed in when suspended is signed in no longer."""

    def user_can_authenticate(self, user: User) -> bool:
        return bool(super().user_can_authenticate(user)) and user.suspended_at is None


class OutboxAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
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

    def pre_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse | None:
        if user.suspended_at is not None:
            clear_login(request)
            refusal: HttpResponse = self.respond_user_inactive(request, user)
            return refusal
        answer: HttpResponse | None = super().pre_login(request, user, **about)
        return answer


def forget_unproven_password(request: HttpRequest, email_address: EmailAddress, **_: Any) -> None:
    """Somebody proves an address for the first time by a log-in code: the password that stands there may have been set
    by whoever signed up with an address that is not theirs."""
    methods = {record["method"] for record in get_authentication_records(request, email_address.user)}
    if "code" in methods and "password" not in methods and email_address.user.last_login is None:
        forget_password(email_address.user)


def write_again(email_address: EmailAddress, **_: Any) -> None:
    """Whoever asked never to be written to, and now proves the address to have an account, has changed their mind."""
    lift_suppression(email_address.email)


def compose(mail: OutboxMail, at: object) -> Composed:
    template = mail.payload["template"]
    context = {"email": mail.address} | mail.payload["context"] | {"user": mail.user, "site_name": settings.SITE_NAME}
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    return Composed(subject, render_to_string(f"{template}_message.txt", context).strip() + "\n")
