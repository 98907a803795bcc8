"""Where a mail comes back to that cannot be delivered: the sender on its envelope, signed for this one mail. Nobody
who was not sent the mail, or did not carry it, can tell anything about it."""

from datetime import datetime

from django.conf import settings

from apps.mail.forgetting import REMEMBERED
from apps.mail.inbound.addresses import ReplyAddress, find_addresses, read_address, reply_address
from apps.mail.inbound.heads import MOST, Head
from apps.mail.models import OutboxMail
from apps.mail.surroundings import sender

KIND = "b"
_TRIED = 10  # addresses in a text that was written to cost much


def return_address(mail: OutboxMail) -> str:
    """Empty where mail does not come back to us. It works for as long as its row is there."""
    if not settings.INBOUND_RETURNS:
        return ""
    return reply_address(KIND, about=mail.pk, user_id=mail.user_id or 0, until=mail.due_at + REMEMBERED)


def headers(address: str) -> dict[str, str]:
    """Who the mail is from, and where to tell of a complaint (RFC 9477), which also brings the address along where only
    the head comes back."""
    return {"From": sender(), "CFBL-Address": f"{address}; report=arf"} if address else {}


def returned(head: Head, raw: bytes, *, at: datetime) -> OutboxMail | None:
    """The mail that a report is about: it went to the mail's own address, or quotes it. Complaints come to wherever a
    provider was told to send them."""
    signs = dict.fromkeys([*head.signs, *find_addresses(raw[:MOST].decode("latin-1"))])
    found = [one for one in map(read_address, list(signs)[:_TRIED]) if one and _is_right(one, at)]
    return OutboxMail.objects.filter(pk=found[0].about).first() if found else None


def _is_right(address: ReplyAddress, at: datetime) -> bool:
    return address.kind == KIND and at <= address.until
