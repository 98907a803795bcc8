"""Handing one composed mail to the mail server, and reading what its answer means."""

import smtplib
from enum import Enum, auto

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.mail.surroundings import sender


class Outcome(Enum):
    ACCEPTED = auto()
    LATER = auto()  # nothing was accepted, and it may work another time
    REFUSED = auto()
    UNKNOWN = auto()  # the line broke after the mail began to go out


def hand_over(mail: OutboxMail, composed: Composed, connection: BaseEmailBackend) -> tuple[Outcome, str]:
    """The outcome and a short reason without the address in it."""
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return Outcome.LATER, type(error).__name__
    try:
        connection.send_messages([_message(mail, composed, connection)])
    except (AnymailError, smtplib.SMTPException, OSError) as error:
        # A broken line must not be taken for the next mail's.
        connection.close()
        return _read(error)
    return Outcome.ACCEPTED, ""


def _message(mail: OutboxMail, composed: Composed, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    host = settings.SITE_URL.split("//")[-1].split(":")[0]
    headers = {"Message-ID": f"<outbox-{mail.pk}@{host}>", "Auto-Submitted": "auto-generated"} | composed.headers
    message = EmailMultiAlternatives(
        composed.subject, composed.text, sender(), [mail.address], headers=headers, connection=connection
    )
    if composed.html:
        message.attach_alternative(composed.html, "text/html")
    return message


def _read(error: Exception) -> tuple[Outcome, str]:
    if isinstance(error, AnymailRecipientsRefused):
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
