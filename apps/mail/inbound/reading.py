"""Reading one mail as it came over the wire, whatever state it is in."""

import logging
import re
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from django.utils.crypto import salted_hmac

from apps.mail.inbound.addresses import find_addresses
from apps.mail.inbound.flowed import unfold
from apps.mail.inbound.html_text import words_of
from apps.mail.inbound.own_words import own_words

log = logging.getLogger(__name__)

MOST = 500_000  # characters of text that are looked at: a message is 5,000 at most
# To whom the server handed it, before what its writer says.
_RECIPIENTS = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_LISTS = ("List-Id", "List-Unsubscribe", "List-Post")
_ROBOTS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply")
_PRECEDENCES = ("bulk", "junk", "list", "auto_reply")


@dataclass(frozen=True, slots=True)
class Incoming:
    signs: list[str]  # of the addresses of ours that it went to, the surest first
    sender: str  # in small letters; empty where nobody or more than one claims to have written it
    words: str  # of its writer alone
    has_files: bool
    is_automatic: bool
    digest: str  # the same for the same mail, handed in twice


def read_mail(raw: bytes) -> Incoming | None:
    """None for what cannot be read as a mail."""
    try:
        # The older policy keeps headers as they are. The newer one parses them when asked, and stumbles over many.
        mail = BytesParser(policy=policy.compat32).parsebytes(raw)
        return _read(mail, raw)
    except Exception:
        # What else a broken mail may raise in the parsers nobody knows, and trying again would end the same.
        log.exception("inbound: a mail could not be read")
        return None


def _read(mail: "Message[str, str]", raw: bytes) -> Incoming:
    signs = [found for name in _RECIPIENTS for value in _all(mail, name) for found in find_addresses(value)]
    texts = list[str]()
    has_files = _gather(mail, texts)
    return Incoming(
        signs=list(dict.fromkeys(signs)),
        sender=_sender(mail),
        words=own_words("\n\n".join(texts)),
        has_files=has_files,
        is_automatic=_is_automatic(mail),
        digest=_digest(mail, raw),
    )


def _all(mail: "Message[str, str]", name: str) -> list[str]:
    return [str(value) for value in mail.get_all(name, [])]


def _sender(mail: "Message[str, str]") -> str:
    claimed = _all(mail, "From")
    found = [address for _, address in getaddresses(claimed) if address]
    if len(claimed) != 1 or len(found) != 1 or found[0].count("@") != 1:
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


def _gather(part: "Message[str, str]", texts: list[str]) -> bool:
    """Adds what is to be read of a part and of those in it; whether there are files."""
    if part.get_content_maintype() == "message" or _is_file(part):
        return True
    if not part.is_multipart():
        words = _words(part)
        texts += [words] if words.strip() else []
        return part.get_content_maintype() != "text"
    inner = [inner for inner in part.get_payload() if isinstance(inner, Message)]
    if part.get_content_type() != "multipart/alternative":
        return sum(_gather(one, texts) for one in inner) > 0
    return _gather_one_of(inner, texts)


def _gather_one_of(parts: list["Message[str, str]"], texts: list[str]) -> bool:
    """The same thing said several ways: plain text where it is there."""
    plain_first = sorted(parts, key=lambda part: part.get_content_type() != "text/plain")
    has_files = False
    for part in plain_first:
        found = list[str]()
        has_files = _gather(part, found) or has_files
        if found:
            texts += found
            break
    return has_files


def _is_file(part: "Message[str, str]") -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _words(part: "Message[str, str]") -> str:
    kind = part.get_content_type()
    if kind not in ("text/plain", "text/html"):
        return ""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    text = _decoded(payload[: 4 * MOST], part.get_content_charset() or "")[:MOST]
    text = re.sub(r"\r\n?", "\n", text.replace("\0", ""))
    if kind == "text/html":
        return words_of(text)
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    return unfold(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")


def _decoded(payload: bytes, charset: str) -> str:
    """As it says; where it says nothing that holds, as mails mostly are."""
    for name in (charset, "utf-8"):
        try:
            return payload.decode(name) if name else payload.decode("utf-8")
        except (LookupError, ValueError):
            continue
    return payload.decode("cp1252", errors="replace")
