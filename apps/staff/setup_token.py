"""The token that proves, on an empty instance, that somebody can read what the server prints.

Made from SECRET_KEY, so that every process knows it and nothing keeps it. With the first account it is worthless."""

import base64

from django.utils.crypto import constant_time_compare, salted_hmac

LETTERS = 20  # of 32 kinds: 100 bits
GROUP = 5


def token() -> str:
    digest = salted_hmac("intro_net.setup", "operator", algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode()[:LETTERS]
    return "-".join(letters[i : i + GROUP] for i in range(0, LETTERS, GROUP))


def is_token(written: str) -> bool:
    """However it was copied: capitals, hyphens and spaces do not count."""
    return constant_time_compare(_plain(written), _plain(token()))


def _plain(written: str) -> str:
    return "".join(letter for letter in written.upper() if letter.isalnum())
