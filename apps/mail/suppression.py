"""Addresses that asked never to be written to. What somebody waits for at this moment leaves all the same."""

from collections.abc import Sequence
from datetime import datetime

from apps.mail.address_hashes import found_among, hash_of
from apps.mail.composers import is_asked_for
from apps.mail.models import OutboxMail, Suppression

PURPOSE = "suppression"


def suppress(address: str, *, at: datetime) -> None:
    Suppression.objects.get_or_create(address_hash=hash_of(address, PURPOSE), defaults={"since": at})


def is_suppressed(address: str) -> bool:
    return bool(found_among([address], Suppression.objects.all(), PURPOSE))


def silent_among(mails: Sequence[OutboxMail]) -> set[int]:
    unasked = [mail for mail in mails if not is_asked_for(mail)]
    found = found_among({mail.address for mail in unasked}, Suppression.objects.all(), PURPOSE)
    return {mail.pk for mail in unasked if mail.address in found}


def lift_suppression(address: str) -> None:
    """For whoever has shown that the address is theirs and wants to be written to."""
    Suppression.objects.filter(address_hash=hash_of(address, PURPOSE)).delete()
