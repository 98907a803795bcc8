"""Addresses to answer to. What stands behind the plus says what the answer is about, who may give it and until when,
and is signed: whoever has not been sent such an address cannot make one. Nor can anybody else read it: whoever gets two
would see from the numbers how much there was in between. The seal of what it says is what it is hidden with (SIV,
RFC 5297), so the same is written in the same way and two that differ have nothing in common.

A mail server may write all of it in small letters, and takes 64 characters before the @. So it is 30 bytes in base32,
which are 48 signs with no bit to spare: changing any one of them is another address."""

import re
from base64 import b32decode, b32encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SIGNS = 48
_ID, _DAY, _SEAL = 5, 2, 17  # bytes: ids up to a trillion, days up to 2149, 136 bits of a digest
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    kind: str  # one small letter: which register takes it
    about: int
    user_id: int
    until: datetime


def reply_address(kind: str, *, about: int, user_id: int, until: datetime) -> str:
    """Empty where no mail comes in. It works until the end of that day."""
    if not settings.INBOUND_ADDRESS:
        return ""
    days = (until - _EPOCH).days + 1
    claims = kind.encode("ascii") + days.to_bytes(_DAY) + about.to_bytes(_ID) + user_id.to_bytes(_ID)
    seal = _seal(claims)
    name, _, host = settings.INBOUND_ADDRESS.partition("@")
    return f"{name}+{b32encode(_hidden(claims, seal) + seal).decode().lower()}@{host}"


def find_addresses(text: str) -> list[str]:
    """The signs of whatever looks like an address of ours, in small letters."""
    name, _, host = settings.INBOUND_ADDRESS.partition("@")
    # A plus within a name is an end of words like any other, so the name must begin the address.
    ours = rf"(?<![\w.+-]){re.escape(name)}\+([a-z2-7]{{{SIGNS}}})@{re.escape(host)}(?![\w.-])"
    return [found.lower() for found in re.findall(ours, text, re.IGNORECASE | re.ASCII)]


def read_address(signs: str) -> ReplyAddress | None:
    """None where it was never one of ours. One that is too old is read like any other."""
    whole = b32decode(signs, casefold=True)
    seal = whole[-_SEAL:]
    claims = _hidden(whole[:-_SEAL], seal)
    if not constant_time_compare(seal, _seal(claims)):
        return None
    numbers = [int.from_bytes(part) for part in (claims[1:3], claims[3:8], claims[8:])]
    return ReplyAddress(chr(claims[0]), numbers[1], numbers[2], _EPOCH + timedelta(days=numbers[0]))


def _hidden(claims: bytes, seal: bytes) -> bytes:
    """And, of what was hidden, what it says."""
    pad = salted_hmac("intro_net.inbound.hidden", seal, algorithm="sha256").digest()
    return bytes(one ^ other for one, other in zip(claims, pad, strict=False))


def _seal(claims: bytes) -> bytes:
    return salted_hmac("intro_net.inbound", claims, algorithm="sha256").digest()[:_SEAL]
