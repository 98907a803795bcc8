"""Handing one composed mail to the mail server, and reading what its answer means."""

import logging
import smtplib
from collections.abc import Iterator
from contextlib import suppress
from email.errors import MessageError
from enum import Enum, auto
from urllib.parse import urlsplit

from anymail.exceptions import AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SMTPBackend
from django.core.mail.message import sanitize_address

from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.mail.smtp import has_begun
from apps.mail.surroundings import sender

log = logging.getLogger(__name__)

FAREWELL = 421
UNREACHED = frozenset({"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"})


class Outcome(Enum):
    ACCEPTED = auto()
    LATER = auto()  # an answer that puts this mail off
    UNANSWERED = auto()  # no answer, or a farewell, before the mail began to go out
    AWAY = auto()  # our own server is not there, which is no news about this mail
    REFUSED = auto()
    UNKNOWN = auto()  # the line broke after the mail began to go out
    BROKEN = auto()  # the backend failed in its own way: as unknown, and no news about the domain


class Unmailable(Exception):
    """No server could be handed this mail; its text is a short reason without the address in it."""


def written(mail: OutboxMail, composed: Composed) -> EmailMultiAlternatives:
    """As it will go out. Raises Unmailable where the backend would stumble over it half-way."""
    host = urlsplit(settings.SITE_URL).hostname
    headers = {"Message-ID": f"<{mail.name_in_logs}@{host}>", "Auto-Submitted": "auto-generated"} | composed.headers
    message = EmailMultiAlternatives(composed.subject, composed.text, sender(), [mail.address], headers=headers)
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
    """The outcome and a short reason without the address in it."""
    if reason := trouble_with(connection):
        return Outcome.AWAY, reason
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
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
        return Outcome.REFUSED, "refused by the provider"
    if isinstance(error, AnymailError):
        return _of_provider(error), type(error).__name__
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _by_code(max(answer[0] for answer in error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code)
    return (Outcome.UNKNOWN if begun else Outcome.UNANSWERED), type(error).__name__


def _of_provider(error: AnymailError) -> Outcome:
    """Its answer puts the mail off. Where none came the mail is with it or not, unless it was never reached: then the
    error is the requests library's, too, and comes from one of these."""
    if not isinstance(error, OSError):
        return Outcome.LATER
    return Outcome.AWAY if any(type(one).__name__ in UNREACHED for one in _chain(error)) else Outcome.UNKNOWN


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


def _by_code(code: int) -> tuple[Outcome, str]:
    farewell = Outcome.UNANSWERED if code == FAREWELL else Outcome.LATER
    return (Outcome.REFUSED if code >= 500 else farewell), f"the server answered {code}"
