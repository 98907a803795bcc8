"""Mails that are written together, right before they are handed over one after the other."""

import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from apps.mail.composers import Composed, compose_together
from apps.mail.delivery import Unmailable, written
from apps.mail.models import OutboxMail
from apps.mail.outages import is_outage
from apps.mail.silences import silent_among

log = logging.getLogger(__name__)

# What was written longer ago is written anew, by itself: it says what is so at sending.
FRESH = 8.0  # seconds


@dataclass(slots=True)
class Prepared:
    """What is written so far, by the mail's id; None of one for which there is nothing to say."""

    composed: dict[int, Composed | None] = field(default_factory=dict)
    # As it will go out; whatever cannot be put so is found out when its turn comes.
    messages: dict[int, EmailMultiAlternatives] = field(default_factory=dict)
    together: int = 0  # how many were written together
    since: float = field(default_factory=time.monotonic)

    @property
    def age(self) -> float:
        """Seconds."""
        return time.monotonic() - self.since

    def has(self, mail: OutboxMail) -> bool:
        """What has begun to go out was fresh then."""
        return mail.pk in self.composed and (self.age < FRESH or mail.state == OutboxMail.State.ATTEMPTING)

    def may_begin(self, mail: OutboxMail) -> bool:
        """It is all there, and needs nothing but to be handed over."""
        return mail.pk in self.messages and self.age < FRESH

    def take(self, mail: OutboxMail) -> tuple[Composed | None, EmailMultiAlternatives | None]:
        """Once: a mail that is tried again is written again."""
        return self.composed.pop(mail.pk), self.messages.pop(mail.pk, None)


def prepare(mails: Sequence[OutboxMail], *, at: datetime) -> Prepared:
    """Those of these that can be written together, and those that nobody is to get. Where one cannot be written, none
    is: each is then written by itself, so that it keeps nobody's from leaving."""
    prepared = Prepared()
    try:
        unwanted = silent_among(mails)
        prepared.composed |= dict.fromkeys(unwanted)
        found = compose_together([mail for mail in mails if mail.pk not in unwanted], at=at)
        prepared.composed |= found
        prepared.together = len(found)
        prepared.messages = {} if settings.MAIL_KEPT else _messages(mails, found)
    except Exception as error:
        if is_outage(error):
            raise
        log.exception("outbox: %d mails could not be written together", len(mails))
        return Prepared()
    return prepared


def _messages(mails: Sequence[OutboxMail], found: Mapping[int, Composed | None]) -> dict[int, EmailMultiAlternatives]:
    messages = {}
    for mail in mails:
        if composed := found.get(mail.pk):
            with suppress(Unmailable):
                messages[mail.pk] = written(mail, composed)
    return messages
