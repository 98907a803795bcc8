"""The personal address to forward invitations to, and the mail about one of which nothing came."""

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse

from apps.mail.composers import Composed, render
from apps.mail.inbound.addresses import reply_address
from apps.mail.links import absolute
from apps.mail.models import OutboxMail
from apps.mail.outbox import enqueue
from apps.meetings.models import Forwarded, ForwardingAddress
from apps.profiles.models import User

NOT_READ = "invitation_not_read"
KIND = "c"  # of addresses: calls
# It works until its owner makes a new one; an address has to say a day.
NEVER = datetime(2149, 1, 1, tzinfo=UTC)


def address_of(user: User) -> str:
    """Empty where they have none, and where no mail comes in."""
    row = ForwardingAddress.objects.filter(user=user).first() if settings.INBOUND_ADDRESS else None
    return reply_address(KIND, about=row.number, user_id=user.pk, until=NEVER) if row else ""


def enqueue_not_read(forwarded: Forwarded, said: str, *, was_read: bool, at: datetime) -> None:
    """To its owner, whoever sent it. `said`: why; empty where it came from an address that is not theirs.
    `was_read`: it could be read, and nobody is found on it."""
    user, payload = forwarded.user, {"said": said, "was_read": was_read}
    enqueue(NOT_READ, key=str(forwarded.pk), address=user.email, user_id=user.pk, payload=payload, due_at=at)


def compose_not_read(mail: OutboxMail, at: datetime) -> Composed | None:
    """Nothing of what was forwarded stands in it."""
    reader = User.objects.present().filter(pk=mail.user_id or 0).first()
    if reader is None:
        return None
    links = {"link": absolute(reverse("meetings:coming")), "addresses": absolute(reverse("account_email"))}
    return render(NOT_READ, mail.payload | links | {"reader": reader})
