"""What one worker carries from mail to mail: its line to the server, and what it has learned of domains."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.mail.backends.base import BaseEmailBackend

from apps.mail import domains, giving_up, pausing
from apps.mail.claims import Place
from apps.mail.delivery import Outcome
from apps.mail.models import OutboxMail
from apps.mail.preparing import FRESH, Prepared

log = logging.getLogger(__name__)

# About the line to our own server, or the provider. Where one fails in its own way a mail may be lost each time.
OF_THE_LINE = (Outcome.AWAY, Outcome.TURNED_AWAY, Outcome.BROKEN)

FEWEST, MOST = 10, 80


@dataclass(slots=True)
class Run:
    """`connection` is empty where each mail gets one of its own. `known`: all is well with whom the mails go to, as
    far as the rows say, so that a mail which leaves at once needs no note."""

    connection: BaseEmailBackend | None
    known: bool = True
    troubled: set[str] = field(default_factory=set)
    # How many were handed over, and whether something was wrong with the line at the last.
    handed: int = 0
    is_cut: bool = False
    # How many are claimed and written together.
    at_once: int = FEWEST
    # Where the last claim ended; what is before that is in somebody's hands, or waits for a domain in trouble.
    place: Place | None = None

    def keep_pace(self, prepared: Prepared) -> None:
        """As many at once as leave well while what is written is fresh; those that are written one by one stay few, so
        that idle workers find some, too."""
        if prepared.together and prepared.age < FRESH / 4:
            self.at_once = min(2 * self.at_once, MOST)
        elif prepared.age > FRESH / 2:
            self.at_once = max(self.at_once // 2, FEWEST)

    def learn(self, mail: OutboxMail, outcome: Outcome, *, took: timedelta, at: datetime) -> None:
        self.is_cut = outcome in OF_THE_LINE
        if self.is_cut:
            domains.fail(domains.LINE, reason=mail.reason, at=at)
            return
        self.handed += 1
        if outcome is Outcome.NOBODY:
            pausing.pause(mail.address, pausing.Why.BOUNCED, happened_at=at)
        if domains.note(mail.domain, outcome, reason=mail.reason, took=took, at=at, tried=not self.known):
            self.troubled.add(mail.domain)
            if given_up := giving_up.give_up_on(mail.domain, at=at):
                log.error("outbox: %d mails were given up, their domain did not answer for four days", given_up)
