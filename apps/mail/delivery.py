"""Handing one composed mail to the mail server, and reading what its answer means."""

import logging
import smtplib
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
from apps.mail.surroundings import sender

log = logging.getLogger(__name__)


class Outcome(Enum):
    ACCEPTED = auto()
    LATER = auto()  # nothing was accepted, and it may work another time
    REFUSED = auto()
    UNKNOWN = auto()  # the line broke after the mail began to go out


class Unmailable(Exception):
    """No server could be handed this mail; its text is a short reason without the address in it."""


def written(mail: OutboxMail, composed: Composed) -> EmailMultiAlternatives:
    """As it will go out. Raises Unmailable where the backend would stumble over it half-way."""
    host = urlsplit(settings.SITE_URL).hostname
    headers = {"Message-ID": f"<outbox-{mail.pk}@{host}>", "Auto-Submitted": "auto-generated"} | composed.headers
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
    try:
        _open(connection)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome.LATER, type(error).__name__
    try:
        connection.send_messages([message])
    except (AnymailError, smtplib.SMTPException, OSError) as error:
        # A broken line must not be taken for the next mail's.
        hang_up(connection)
        return _read(error)
    except Exception as error:
        # What else a backend may raise nobody knows; it must not keep the next mail from leaving.
        log.exception("outbox: the backend failed with %s", message.extra_headers["Message-ID"])
        hang_up(connection)
        return Outcome.UNKNOWN, type(error).__name__
    return Outcome.ACCEPTED, ""


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


def _read(error: Exception) -> tuple[Outcome, str]:
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
        return Outcome.REFUSED, "refused by the provider"
    if isinstance(error, AnymailError):
        return Outcome.LATER, type(error).__name__
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _by_code(max(answer[0] for answer in error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code)
    return Outcome.UNKNOWN, type(error).__name__


def _by_code(code: int) -> tuple[Outcome, str]:
    return (Outcome.REFUSED if code >= 500 else Outcome.LATER), f"the server answered {code}"
