"""All of a mail, for who takes what somebody forwards: its subject, its text with what it quotes, and the calendars in
it. Other files are not looked at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from apps.mail.inbound.parts import decoded

# Programs send an invitation twice in one mail, as a part and as a file.
MOST_CALENDARS, LARGEST = 4, 1024 * 1024  # parts, bytes
# In base64, with the ends of its lines and some to spare.
_LONGEST_WRITTEN = 3 * LARGEST // 2
_KINDS = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_LONGEST_SUBJECT = 1000  # characters, as it is written


@dataclass(frozen=True, slots=True)
class Whole:
    subject: str
    text: str
    # Each once. One that is too large ends a byte behind LARGEST: whoever reads it finds so.
    calendars: tuple[bytes, ...]


def whole_of(mail: "Message[str, str]", texts: Iterable[str]) -> Whole:
    """`texts`: what was gathered of its parts."""
    found = dict.fromkeys(_calendars(mail))
    return Whole(_subject(mail), "\n\n".join(texts), tuple(found))


def _calendars(mail: "Message[str, str]") -> Iterator[bytes]:
    """Also within a mail that is forwarded as a file."""
    left = MOST_CALENDARS
    for part in mail.walk():
        if left and not part.is_multipart() and _is_calendar(part):
            left -= 1
            yield _content(part)


def _is_calendar(part: "Message[str, str]") -> bool:
    return part.get_content_type() in _KINDS or (part.get_filename() or "").lower().endswith(".ics")


def _content(part: "Message[str, str]") -> bytes:
    written = part.get_payload()
    if not isinstance(written, str) or len(written) > _LONGEST_WRITTEN:
        return b"\0" * (LARGEST + 1)
    content = part.get_payload(decode=True)
    return content[: LARGEST + 1] if isinstance(content, bytes) else b""


def _subject(mail: "Message[str, str]") -> str:
    written = str(mail.get("Subject", ""))[:_LONGEST_SUBJECT]
    try:
        parts = decode_header(written)
    except (HeaderParseError, ValueError):
        return written
    return "".join(one if isinstance(one, str) else decoded(one, charset or "") for one, charset in parts)
