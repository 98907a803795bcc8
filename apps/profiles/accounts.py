"""allauth, bent to this house: its mails go through the outbox, and an account is never without a profile."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.forms import Form, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from apps.instance.models import Instance
from apps.mail.composers import Composed
from apps.mail.doorbell import ring
from apps.mail.models import OutboxMail
from apps.mail.outbox import enqueue
from apps.mail.surroundings import around
from apps.mail.tasks import deliver_mail
from apps.profiles import doors
from apps.profiles.models import Profile, User
from apps.profiles.services.passwords import forget_password

PURPOSE = "account"


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """A suspended person cannot sign in, and whoever is signed in when suspended is signed in no longer."""

    def user_can_authenticate(self, user: User) -> bool:
        return bool(super().user_can_authenticate(user)) and user.suspended_at is None


class OutboxAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return not Instance.objects.current().only_invited or _is_invited(request)

    def clean_email(self, email: str) -> str:
        """Looks at the address alone, before anybody asks whether it has an account."""
        instance = Instance.objects.current()
        if not instance.only_invited and not instance.admits(email) and not _is_invited(self.request):
            sentence = _("Join with an address at %(domains)s, or ask somebody here for an invitation.")
            raise ValidationError(sentence % {"domains": instance.domains_in_words})
        return email

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


def _is_invited(request: HttpRequest | None) -> bool:
    """On the way to a page behind which they are invited; allauth carries it through as it checks it, too."""
    return request is not None and doors.lead_in(request.POST.get("next") or request.GET.get("next") or "")


def is_silent(mail: OutboxMail) -> bool:
    """A suspended person gets no mail: by no address of theirs, and whatever it is about."""
    theirs = EmailAddress.objects.filter(email__iexact=mail.address, verified=True).values("user")
    owners = User.objects.filter(Q(pk=mail.user_id or 0) | Q(email=mail.address.lower()) | Q(pk__in=theirs))
    return owners.filter(suspended_at__isnull=False).exists()


def compose(mail: OutboxMail, at: object) -> Composed:
    template = mail.payload["template"]
    context = {"email": mail.address} | mail.payload["context"] | {"user": mail.user} | around()
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    return Composed(subject, render_to_string(f"{template}_message.txt", context).strip() + "\n")
