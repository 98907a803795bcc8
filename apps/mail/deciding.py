"""What an operator decides about single mails: that one was sent, or that it is to be sent again."""

import logging
from datetime import datetime

from django.db import transaction

from apps.mail.composers import compose
from apps.mail.keeping import AGAIN
from apps.mail.models import OutboxMail, OutboxMailQuerySet
from apps.mail.outages import is_outage
from apps.mail.pausing import pauses_of
from apps.mail.silences import silent_among

log = logging.getLogger(__name__)

S = OutboxMail.State


class NotAgain(Exception):
    """Its text says why, at the command line, where nothing is translated; without a person in it."""


def uncertain() -> OutboxMailQuerySet:
    return OutboxMail.objects.filter(state=S.UNCERTAIN).order_by("pk")


@transaction.atomic
def confirm(mail_id: int, *, at: datetime) -> bool:
    """The server has it. Whether it was uncertain until now."""
    mail = uncertain().select_for_update().filter(pk=mail_id).first()
    if mail is None:
        return False
    mail.settled_at, mail.payload, mail.reason = at, {}, "found in the server's log"
    mail.move_to(S.SENT, "settled_at", "payload", "reason")
    return True


@transaction.atomic
def retry(mail_id: int, *, at: datetime) -> OutboxMail:
    """Queues it once more. Raises NotAgain where that would do no good; it is tried out by writing the mail."""
    mail = OutboxMail.objects.select_for_update().filter(pk=mail_id).first()
    if mail is None:
        raise NotAgain(f"{mail_id}: there is no such mail. What has ended is forgotten after thirty days.")
    if not OutboxMail.objects.filter(AGAIN, pk=mail_id).exists():
        raise NotAgain(
            f"{mail_id}: it is {mail.state}. What is uncertain, bounced or could not be written can be sent again."
        )
    if silent_among([mail]):
        raise NotAgain(f"{mail_id}: {_why_silent(mail)}")
    _try_to_write(mail, at)
    # Its tries stay, since every claim counts one more; its age, by which it is given up, begins anew.
    mail.due_at, mail.reason = at, ""
    mail.first_due_at = mail.settled_at = mail.leased_until = None
    return mail.move_to(S.QUEUED, "due_at", "reason", "first_due_at", "settled_at", "leased_until")


def _why_silent(mail: OutboxMail) -> str:
    if pauses_of([mail.address]):
        return "its address is paused, so it would not leave. manage.py write_again ends that."
    return "whom it is for asked not to get it, so it would not leave."


def _try_to_write(mail: OutboxMail, at: datetime) -> None:
    """Composing may leave notes of what was said; those are taken back."""
    try:
        with transaction.atomic():
            composed = compose(mail, at=at)
            transaction.set_rollback(True)
    except Exception as error:
        if is_outage(error):
            raise
        log.warning("outbox: mail %d cannot be written again (%s)", mail.pk, type(error).__name__)
        raise NotAgain(f"{mail.pk}: what it said is not kept, so it cannot be written again.") from error
    if composed is None:
        raise NotAgain(f"{mail.pk}: there is nothing to say any more, or nobody to say it to.")
