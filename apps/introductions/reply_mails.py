"""The address to answer a message by mail, and the mail about an answer that was not sent."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import formataddr

from django.urls import reverse

from apps.introductions import limits
from apps.introductions.models import MailedReply, Message
from apps.mail.composers import Composed, render
from apps.mail.inbound.addresses import reply_address
from apps.mail.links import absolute
from apps.mail.models import OutboxMail
from apps.mail.outbox import enqueue
from apps.mail.surroundings import around
from apps.profiles.models import User

NOT_SENT = "reply_not_sent"
KIND = "m"  # of addresses: answers to a message


def reply_to(message: Message, reader: User, *, at: datetime) -> dict[str, str]:
    """The header; empty where no mail comes in."""
    until = at + limits.REPLY_BY_MAIL
    address = reply_address(KIND, about=message.pk, user_id=reader.pk, until=until)
    return {"Reply-To": formataddr((around()["site_name"], address))} if address else {}


def enqueue_not_sent(reply: MailedReply, why: Mapping[str, str | bool], *, at: datetime) -> None:
    """`why`: `foreign`, or what was `said` and the writer's `words`, which are nowhere else here."""
    user, payload = reply.user, {"id": reply.conversation_id, **why}
    enqueue(NOT_SENT, key=str(reply.pk), address=user.email, user_id=user.pk, payload=payload, due_at=at)


def compose_not_sent(mail: OutboxMail, at: datetime) -> Composed | None:
    """Nothing in it is about anybody else: it is the same whatever keeps the reader from writing there."""
    reader = User.objects.present().filter(pk=mail.user_id or 0).first()
    if reader is None:
        return None
    link = absolute(reverse("introductions:conversation", args=[mail.payload["id"]]))
    addresses = absolute(reverse("account_email"))
    return render("reply_not_sent", mail.payload | {"link": link, "reader": reader, "addresses": addresses})
