"""What a mail program and its server do with mails of ours: answer them, and hand the answers in by the hook."""

import urllib.error
import urllib.request
from email.message import EmailMessage

from tests.instance import Instance
from tests.introductions.replying.answering import INBOUND

SECRET = "a secret of more than 32 characters"
TAKES_ANSWERS = {"INBOUND_ADDRESS": INBOUND, "INBOUND_SECRET": SECRET}


def hand_in(place: Instance, raw: bytes, secret: str = SECRET) -> int:
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "message/rfc822"}
    request = urllib.request.Request(f"{place.url}/mail/inbound/", raw, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def reply_to(mail: EmailMessage) -> str:
    """As a mail program takes it."""
    return str(mail["Reply-To"].addresses[0].addr_spec)


def forged(address: str) -> str:
    """As it is signed, but for one letter."""
    return f"{address[:20]}{'b' if address[20] == 'a' else 'a'}{address[21:]}"
