"""Reading what a machine says of a mail: that it was not delivered (RFC 3464), or that its reader complained (RFC
5965). In the words of machines alone: what stands there for people to read is in any language, and anybody's."""

import logging
import re
from collections.abc import Iterator
from email.message import Message
from typing import TypeAlias

from apps.mail.inbound.heads import MOST
from apps.mail.inbound.reading import parsed
from apps.mail.pausing import Why
from apps.mail.returned.answers import says_nobody

log = logging.getLogger(__name__)

Part: TypeAlias = "Message[str, str]"
_RECIPIENTS = 20  # each of ours goes to one; whoever it was passed on to are a few
_COMPLAINTS = frozenset({"abuse", "fraud", "opt-out"})


def read_report(raw: bytes) -> Why | None:
    """None where it tells of nothing that lasts, or cannot be read: trying again would end the same."""
    try:
        return next((why for part in _parts(parsed(raw[:MOST])) if (why := _why(part))), None)
    except Exception:
        log.exception("returned: a report could not be read")
        return None


def _parts(mail: Part) -> Iterator[Part]:
    """Not what is in the mail that came back."""
    yield mail
    if mail.get_content_maintype() == "multipart":
        for part in _inner(mail):
            yield from _parts(part)


def _inner(part: Part) -> list[Part]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _why(part: Part) -> Why | None:
    kind = part.get_content_type()
    if kind == "message/delivery-status" and _says_nobody(_inner(part)):
        return Why.BOUNCED
    if kind == "message/feedback-report" and any(_word(one, "Feedback-Type") in _COMPLAINTS for one in _inner(part)):
        return Why.REPORTED
    return None


def _says_nobody(blocks: list[Part]) -> bool:
    """Of nobody it was passed on to it is said that they have it, or may get it yet."""
    recipients = [block for block in blocks if "Action" in block or "Final-Recipient" in block][:_RECIPIENTS]
    if any(_word(one, "Action") != "failed" for one in recipients):
        return False
    return any(says_nobody(_text(one, "Diagnostic-Code"), status=_text(one, "Status")) for one in recipients)


def _word(part: Part, name: str) -> str:
    """The first one: a comment may follow."""
    found = re.match(r"\s*([\w-]+)", _text(part, name))
    return found[1].lower() if found else ""


def _text(part: Part, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())
