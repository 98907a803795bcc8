"""Reading the head of a mail as it came over the wire, whatever state it is in: to whom, of whom, and nothing below.

It costs the same whatever stands below it, so it may be read of anybody's mail."""

import re
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from django.utils.crypto import salted_hmac

from apps.mail.inbound.addresses import find_addresses

MOST = 250_000  # bytes that are looked at
_LONGEST_SENDER = 1000  # characters: Python tries some things for each pair of signs in it
# To whom the server handed it, before what its writer says.
_RECIPIENTS = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_LISTS = ("List-Id", "List-Unsubscribe", "List-Post")
_ROBOTS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply")
_PRECEDENCES = ("bulk", "junk", "list", "auto_reply")


@dataclass(frozen=True, slots=True)
class Head:
    signs: list[str]  # of the addresses of ours that it went to, the surest first
    sender: str  # in small letters; empty where nobody or more than one claims to have written it
    is_automatic: bool
    digest: str  # the same for the same mail, handed in twice


def head_of(raw: bytes) -> Head:
    """Raises what a broken one raises in the parser."""
    # The older policy keeps headers as they are. The newer one parses them when asked, and stumbles over many.
    mail = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:MOST])
    signs = [found for name in _RECIPIENTS for value in _all(mail, name) for found in find_addresses(value)]
    return Head(
        signs=list(dict.fromkeys(signs)),
        sender=_sender(mail),
        is_automatic=_is_automatic(mail),
        digest=_digest(mail, raw),
    )


def _all(mail: "Message[str, str]", name: str) -> list[str]:
    return [str(value) for value in mail.get_all(name, [])]


def _sender(mail: "Message[str, str]") -> str:
    claimed = _all(mail, "From")
    if len(claimed) != 1 or len(claimed[0]) > _LONGEST_SENDER:
        return ""
    found = [address for _, address in getaddresses(claimed) if address]
    if len(found) != 1 or found[0].count("@") != 1:
        return ""
    # Of what is no address Python reads one that is.
    whole = re.search(rf"(?<![\w.@+-]){re.escape(found[0])}(?![\w.@-])", claimed[0])
    # PostgreSQL takes no NUL.
    return found[0].strip().lower() if whole and found[0].isprintable() else ""


def _is_automatic(mail: "Message[str, str]") -> bool:
    """From a machine, a list, or about a mail that did not arrive: answering it could go on for ever."""
    submitted = [value.split(";")[0].strip().lower() for value in _all(mail, "Auto-Submitted")]
    return (
        any(value != "no" for value in submitted)
        or any(value.strip().lower() in _PRECEDENCES for value in _all(mail, "Precedence"))
        or any(value.strip() == "<>" for value in _all(mail, "Return-Path"))
        or any(name in mail for name in (*_LISTS, *_ROBOTS))
        or mail.get_content_type() == "multipart/report"
    )


def _digest(mail: "Message[str, str]", raw: bytes) -> str:
    named = "".join(_all(mail, "Message-ID")).strip()
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    known_by = named.encode(errors="replace") or body
    return salted_hmac("intro_net.inbound.digest", known_by, algorithm="sha256").hexdigest()
