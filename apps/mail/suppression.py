from collections.abc import Iterable
from datetime import datetime

from django.utils.crypto import salted_hmac

from apps.mail.models import Suppression


def _hash(address: str) -> str:
    return salted_hmac("intro_net.suppression", address.strip().lower(), algorithm="sha256").hexdigest()


def suppress(address: str, *, at: datetime) -> None:
    Suppression.objects.get_or_create(address_hash=_hash(address), defaults={"since": at})


def is_suppressed(address: str) -> bool:
    return bool(suppressed_among([address]))


def suppressed_among(addresses: Iterable[str]) -> set[str]:
    hashes = {address: _hash(address) for address in addresses}
    rows = Suppression.objects.filter(address_hash__in=set(hashes.values()))
    found = set(rows.values_list("address_hash", flat=True))
    return {address for address, hashed in hashes.items() if hashed in found}


def lift_suppression(address: str) -> None:
    """For whoever has shown that the address is theirs and wants to be written to."""
    Suppression.objects.filter(address_hash=_hash(address)).delete()
