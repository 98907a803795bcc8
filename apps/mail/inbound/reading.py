"""Reading a whole mail, once it is known that it went to an address of ours: what is below its head may have any shape,
and takes as long as its writer wants it to take, up to the limits here and in `parts`."""

import logging
from dataclasses import asdict, dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser
from itertools import count

from apps.mail.inbound.heads import Head, head_of
from apps.mail.inbound.own_words import own_words
from apps.mail.inbound.parts import Parts
from apps.mail.inbound.whole import Whole, whole_of

log = logging.getLogger(__name__)

# Python's parser tries each line against each multipart that is open. A mail of 12 MB with files has 160,000 lines.
LINES, MULTIPARTS = 200_000, 50
_LONGEST_HEADER = 2000  # characters: reading what stands behind its semicolons takes the square of them


class TooNested(Exception):
    """Multiparts that no mail program writes."""


@dataclass(frozen=True, slots=True)
class Incoming(Head):
    words: str  # of its writer alone
    has_files: bool
    whole: Whole | None = None  # where its taker asked for it


def read_head(raw: bytes) -> Head | None:
    """None for what cannot be read as a mail."""
    try:
        return head_of(raw)
    except Exception:
        log.exception("inbound: the head of a mail could not be read")
        return None


def read_mail(raw: bytes, head: Head, *, whole: bool = False) -> Incoming | None:
    """With what is below its head; `whole`: with what others wrote in it, and calendars. None for what cannot be read
    as a mail."""
    try:
        texts, mail = list[str](), parsed(raw)
        has_files = Parts(with_quotes=whole).gather(mail, texts)
        words = own_words("\n\n".join(texts))
        return Incoming(
            **asdict(head), words=words, has_files=has_files, whole=whole_of(mail, texts) if whole else None
        )
    except Exception:
        # What else a broken mail may raise in the parsers nobody knows, and trying again would end the same.
        log.exception("inbound: a mail could not be read")
        return None


def parsed(raw: bytes) -> "Message[str, str]":
    """As far as its lines go; raises TooNested."""
    multiparts = count(1)

    class Part(Message):
        def get(self, name: str, failobj: object = None) -> object:  # type: ignore[override]
            value = super().get(name)
            return failobj if value is None else str(value)[:_LONGEST_HEADER]

        def get_boundary(self, failobj: object = None) -> object:  # type: ignore[override]
            # The parser asks each multipart once, before it reads what is in it.
            if next(multiparts) > MULTIPARTS:
                raise TooNested
            return super().get_boundary(failobj)

    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n", LINES)
    return BytesParser(Part, policy=policy.compat32).parsebytes(b"\n".join(lines[:LINES]))
