"""Addresses that are kept as keyed hashes alone, each purpose with a key of its own."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from apps.mail.models import PausedAddress, Suppression

Row = TypeVar("Row", PausedAddress, Suppression)


def hash_of(address: str, purpose: str) -> str:
    return salted_hmac(f"intro_net.{purpose}", address.strip().lower(), algorithm="sha256").hexdigest()


def found_among(addresses: Iterable[str], rows: "QuerySet[Row]", purpose: str) -> dict[str, Row]:
    """By address, in one query."""
    hashes = {address: hash_of(address, purpose) for address in addresses}
    found = {row.address_hash: row for row in rows.filter(address_hash__in=set(hashes.values()))}
    return {address: found[hashed] for address, hashed in hashes.items() if hashed in found}
