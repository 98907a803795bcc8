"""Handing one composed mail to the mail server, and reading what its answer means."""

import logging
import smtplib
from collections.abc import Iterator
from contextlib import suppress
from email.errors import MessageError
from enum import Enum, auto
from urllib.parse import urlsplit

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SMTPBackend
from django.core.mail.message import sanitize_address

from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.mail.returned.addresses import headers as returning
from apps.mail.returned.addresses import return_address
from apps.mail.returned.answers import says_nobody
from apps.mail.smtp import has_begun
from apps.mail.surroundings import sender

log = logging.getLogger(__name__)

FAREWELL, NOT_LOGGED_IN, TOO_LARGE = 421, 530, 552
UNAVAILABLE = 503
# A provider's answers about our account and not about a mail: a wrong key, nothing paid, too many.
OF_OUR_ACCOUNT = frozenset({401, 402, 429})
UNREACHED = frozenset({"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"})


class Outcome(Enum):
    ACCEPTED = auto()
    LATER = auto()  # an answer that puts this mail off
    UNANSWERED = auto()  # no answer, or a farewell, before the mail began to go out
    OVER = auto()  # our own server ends this line before the mail; another may be had
    AWAY = auto()  # our own server is not there, which is no news about this mail
    TURNED_AWAY = auto()  # our own server takes nothing from us, unless others leave: then it is about this mail
    REFUSED = auto()
    NOBODY = auto()  # refused because of whom it is for, and so will be whatever else goes there
    UNKNOWN = auto()  # the line broke after the mail began to go out
    BROKEN = auto()  # the backend, or the provider, failed in its own way: as unknown, and no news about the domain


class Unmailable(Exception):
    """No server could be handed this mail; its text is a short reason without the address in it."""


def written(mail: OutboxMail, composed: Composed) -> EmailMultiAlternatives:
    """As it will go out. Raises Unmailable where the backend would stumble over it half-way."""
    host = urlsplit(settings.SITE_URL).hostname
    back_to = return_address(mail)
    headers = {"Message-ID": f"<{mail.name_in_logs}@{host}>", "Auto-Submitted": "auto-generated"}
    headers |= returning(back_to) | composed.headers
    # On the envelope. Who it is from stands in its head.
    envelope = back_to or sender()
    message = EmailMultiAlternatives(composed.subject, composed.text, envelope, [mail.address], headers=headers)
    if composed.html:
        message.attach_alternative(composed.html, "text/html")
    try:
        sanitize_address(message.from_email, "utf-8")
        sanitize_address(mail.address, "utf-8")
        message.message().as_bytes()
    except (ValueError, MessageError) as error:
        raise Unmailable(f"cannot be put into an envelope: {type(error).__name__}") from error
    return message


def hand_over(message: EmailMultiAlternatives, connection: BaseEmailBackend) -> tuple[Outcome, str]:
    """Over a line that is open; the outcome and a short reason without the address in it."""
    try:
        connection.send_messages([message])
    except (AnymailError, smtplib.SMTPException, OSError) as error:
        begun = has_begun(connection)
        # A broken line must not be taken for the next mail's.
        hang_up(connection)
        return _read(error, begun=begun)
    except Exception as error:
        # What else a backend may raise nobody knows; it must not keep the next mail from leaving.
        log.exception("outbox: the backend failed with %s", message.extra_headers["Message-ID"])
        hang_up(connection)
        return Outcome.BROKEN, type(error).__name__
    return Outcome.ACCEPTED, ""


def trouble_with(connection: BaseEmailBackend) -> str:
    """Why no line to our own server can be had; empty where one is open."""
    try:
        _open(connection)
    except (OSError, smtplib.SMTPException) as error:
        return type(error).__name__
    return ""


def hang_up(connection: BaseEmailBackend) -> None:
    with suppress(OSError, smtplib.SMTPException):
        connection.close()


def _open(connection: BaseEmailBackend) -> None:
    """A line that is there: servers end one after some mails or a while, which is no news about the next mail."""
    if not connection.open() and isinstance(connection, SMTPBackend) and not _answers(connection):
        hang_up(connection)
        connection.open()


def _answers(connection: SMTPBackend) -> bool:
    try:
        return connection.connection is not None and connection.connection.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _read(error: Exception, *, begun: bool) -> tuple[Outcome, str]:
    # Not for whom it is: some refuse so whatever comes from a sender that they do not like.
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
        return Outcome.REFUSED, "refused by the provider"
    if isinstance(error, AnymailError):
        return _of_provider(error), type(error).__name__
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _of_recipient(*max(error.recipients.values()))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _of_sender(error.smtp_code)
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code)
    return (Outcome.UNKNOWN if begun else Outcome.UNANSWERED), type(error).__name__


def _of_sender(code: int) -> tuple[Outcome, str]:
    """All our mail has the same one: a quota, a log-in that is missing. Only what is too large is too large by itself;
    its size is told along with the sender."""
    if code == TOO_LARGE:
        return _by_code(code)
    return (Outcome.OVER if code == FAREWELL else Outcome.TURNED_AWAY), f"the server answered {code} to our address"


def _of_provider(error: AnymailError) -> Outcome:
    """What failed before anything was posted puts the mail off, and so does an answer that says no. What is no answer
    that we can read, "taken" among it, may come from one that has the mail, unless it was never reached: then the error
    comes from one of these."""
    if not isinstance(error, AnymailAPIError):
        return Outcome.LATER
    status = _status(error)
    if status in OF_OUR_ACCOUNT:
        return Outcome.TURNED_AWAY
    if status == UNAVAILABLE or any(type(one).__name__ in UNREACHED for one in _chain(error)):
        return Outcome.AWAY
    return Outcome.LATER if status is not None and 300 <= status < 500 else Outcome.BROKEN


def _status(error: AnymailAPIError) -> int | None:
    """Amazon's library tells it in its own way."""
    answer = error.response
    if error.status_code is None and isinstance(answer, dict):
        status: int | None = answer.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return status
    code: int | None = error.status_code
    return code


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


def _of_recipient(code: int, words: bytes) -> tuple[Outcome, str]:
    outcome, reason = _by_code(code)
    is_nobody = outcome is Outcome.REFUSED and says_nobody(words.decode(errors="replace"))
    return (Outcome.NOBODY if is_nobody else outcome), reason


def _by_code(code: int) -> tuple[Outcome, str]:
    if code == NOT_LOGGED_IN:  # some say so of the recipient only
        return Outcome.TURNED_AWAY, f"the server answered {code}"
    farewell = Outcome.UNANSWERED if code == FAREWELL else Outcome.LATER
    return (Outcome.REFUSED if code >= 500 else farewell), f"the server answered {code}"
