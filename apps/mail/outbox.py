"""Putting mail into the outbox and getting it out: claimed with a lease, composed at sending, settled once."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from apps.mail import domains
from apps.mail.claims import claim, lease
from apps.mail.composers import Composed, compose
from apps.mail.delivery import Outcome, Unmailable, hand_over, hang_up, trouble_with, written
from apps.mail.giving_up import is_old
from apps.mail.handing_on import end_and_begin, may_follow
from apps.mail.keeping import UNWRITTEN, forget_secrets, may_be_sent_again
from apps.mail.models import OutboxMail, OutboxMailQuerySet
from apps.mail.outages import is_outage
from apps.mail.preparing import Prepared
from apps.mail.runs import Run
from apps.mail.silences import silent_among
from apps.mail.states import IllegalMove

log = logging.getLogger(__name__)

FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)
CUT_OFF = "cut off"
RESTORED = "restored: it may have been sent since the backup"
CLOSED = "SMTPServerDisconnected"
PUT_OFF = (Outcome.LATER, Outcome.UNANSWERED, Outcome.TURNED_AWAY)
S = OutboxMail.State
ENDS = {Outcome.ACCEPTED: S.SENT, Outcome.UNKNOWN: S.UNCERTAIN, Outcome.BROKEN: S.UNCERTAIN}
OutboxMails = OutboxMailQuerySet


@dataclass(frozen=True, slots=True)
class _Turn:
    """What there is around one mail."""

    run: Run
    prepared: Prepared
    following: OutboxMail | None

    def hand_on(self, sent: OutboxMail, *, took: timedelta, at: datetime) -> bool:
        """Whether it is said that this one is sent, and with it that the next begins."""
        following = self.following
        may = following is not None and may_follow(following, self.run, self.prepared, took=took)
        return bool(may and following and end_and_begin(sent, following, at=at))


def enqueue(
    purpose: str,
    *,
    key: str,
    address: str,
    due_at: datetime,
    user_id: int | None = None,
    payload: dict[str, Any] | None = None,
    lane: OutboxMail.Lane = OutboxMail.Lane.QUICK,
) -> OutboxMail | None:
    """The new row, or None when this mail was asked for before."""
    row, new = OutboxMail.objects.get_or_create(
        purpose=purpose,
        key=key,
        defaults={"user_id": user_id, "address": address, "due_at": due_at, "payload": payload or {}, "lane": lane},
    )
    return row if new else None


def deliver(mail_id: int, *, at: datetime, connection: BaseEmailBackend | None = None) -> OutboxMail | None:
    """Sends one due mail; None when it is not due, or in somebody else's hands, or when its domain or our own server
    rests or is being tried by another."""
    mails = OutboxMail.objects.filter(pk=mail_id)
    domain = mails.due(at).values_list("domain", flat=True).first()
    tried = None if domain is None else domains.take_all((domains.LINE, domain), at=at)
    if tried is None:
        return None
    run = Run(connection, known=False)
    found = claim(mails, at=at, most=1)
    sent = send(found[0], run, at=at) if found else None
    if not run.handed:
        domains.let_go(*tried)
    elif domains.LINE in tried:
        domains.recover(domains.LINE)
    return sent


def send(
    mail: OutboxMail,
    run: Run,
    *,
    at: datetime,
    prepared: Prepared | None = None,
    following: OutboxMail | None = None,
) -> OutboxMail | None:
    """One that we have claimed; None where another has taken it over. `prepared`: it may be written already.
    `following`: what is sent right after it. Where all is well that one is "attempting" afterwards, and whoever calls
    sends it before anything else."""
    try:
        return _send(mail, at, _Turn(run, prepared or Prepared(), following))
    except IllegalMove:
        # Our lease ran out on the way, and whoever took the mail over has moved it: it is theirs.
        log.warning("outbox: mail %d was taken over by another worker", mail.pk)
        return None


@transaction.atomic
def drop_waiting(mails: OutboxMails, *, at: datetime) -> list[OutboxMail]:
    """Ends those that have not begun to go out, also one that is being written at this moment: whoever writes it finds
    it moved, and hands nothing over. Which they were."""
    waiting = list(mails.filter(state=S.QUEUED).select_for_update().order_by("pk"))
    ended = OutboxMail.objects.filter(pk__in=[mail.pk for mail in waiting])
    ended.update(state=S.DROPPED, settled_at=at, leased_until=None, payload={}, reason="")
    return waiting


@transaction.atomic
def give_up_cut_off(*, at: datetime) -> int:
    """Marks attempts that nobody finished as uncertain; how many."""
    count = OutboxMail.objects.cut_off(at).update(state=S.UNCERTAIN, leased_until=None, reason=CUT_OFF)
    if count:
        forget_secrets(OutboxMail.objects.filter(state=S.UNCERTAIN, reason=CUT_OFF))
        log.error("outbox: %d mails were cut off while being sent; see manage.py outbox", count)
    return count


def release_restored(*, at: datetime) -> int:
    """Queues what a restore has held; how many. For an operator who knows that nothing left since the backup."""
    held = OutboxMail.objects.filter(state=S.UNCERTAIN, reason=RESTORED)
    return held.update(state=S.QUEUED, due_at=at, first_due_at=None, leased_until=None, reason="")


def _send(mail: OutboxMail, at: datetime, turn: _Turn) -> OutboxMail:
    message = None
    try:
        if turn.prepared.has(mail):
            composed, message = turn.prepared.take(mail)
        else:
            composed = _composed(mail, at)
    except Exception as error:
        if is_outage(error):
            raise  # the mail is as it should be, and waits for its next turn
        # One mail that cannot be written must not keep the others from leaving.
        log.exception("outbox: mail %d (%s) could not be written", mail.pk, mail.purpose)
        mail.reason = f"{UNWRITTEN}: {type(error).__name__}"
        return _settle(mail, S.DROPPED, at) if is_old(mail, at) else _put_off(mail, at)
    if composed is None:
        return _settle(mail, S.DROPPED, at)
    if settings.MAIL_KEPT or mail.address.endswith(".invalid"):
        return _keep(mail, composed, at)
    return _attempt(mail, composed, message, at, turn)


def _composed(mail: OutboxMail, at: datetime) -> Composed | None:
    return None if silent_among([mail]) else compose(mail, at=at)


def _attempt(
    mail: OutboxMail, composed: Composed, message: EmailMultiAlternatives | None, at: datetime, turn: _Turn
) -> OutboxMail:
    try:
        message = message or written(mail, composed)
    except Unmailable as error:
        mail.reason = str(error)
        return _settle(mail, S.BOUNCED, at)
    line = turn.run.connection or get_connection()
    try:
        return _over(line, message, mail, at, turn)
    finally:
        if turn.run.connection is None:
            hang_up(line)


def _over(
    line: BaseEmailBackend, message: EmailMultiAlternatives, mail: OutboxMail, at: datetime, turn: _Turn
) -> OutboxMail:
    """How long it takes to get a line tells nothing about whom the mail is for. One that has begun is not looked at
    first: the line took the mail before it a moment ago."""
    has_begun = mail.state == S.ATTEMPTING
    if not has_begun and (away := trouble_with(line)):
        outcome, mail.reason, took = Outcome.AWAY, away, timedelta()
    else:
        if not has_begun:
            mail.leased_until = lease(at)
            mail.move_to(S.ATTEMPTING, "leased_until")
        outcome, mail.reason, took = _handed(message, line, mail)
    is_handed_on = outcome is Outcome.ACCEPTED and turn.hand_on(mail, took=took, at=at)
    settled = mail if is_handed_on else _after(mail, outcome, at, turn.run)
    turn.run.learn(mail, outcome, took=took, at=at)
    return settled


def _handed(
    message: EmailMultiAlternatives, line: BaseEmailBackend, mail: OutboxMail
) -> tuple[Outcome, str, timedelta]:
    """The outcome, why, and how long the server took. Some end a line after so many mails, with a farewell or without
    one: the next takes more."""
    begin = time.monotonic()
    outcome, reason = hand_over(message, line)
    if outcome is Outcome.OVER or (outcome is Outcome.UNANSWERED and reason == CLOSED):
        if away := trouble_with(line):
            return Outcome.AWAY, away, timedelta()
        _hold_on_to(mail)
        begin = time.monotonic()
        outcome, reason = hand_over(message, line)
    return (Outcome.AWAY if outcome is Outcome.OVER else outcome), reason, timedelta(seconds=time.monotonic() - begin)


def _hold_on_to(mail: OutboxMail) -> None:
    """Finding another line may have taken longer than a lease; raises IllegalMove where the mail is another's now."""
    until = lease(timezone.now())
    if not OutboxMail.objects.held(mail).update(leased_until=until):
        raise IllegalMove(mail.state, S.ATTEMPTING)
    mail.leased_until = until


def _after(mail: OutboxMail, outcome: Outcome, at: datetime, run: Run) -> OutboxMail:
    """Where others left over this line, one that is turned away may be so for ever: it is not to come before them."""
    if outcome is Outcome.AWAY or (outcome is Outcome.TURNED_AWAY and not run.handed):
        return _let_go(mail)
    if outcome in PUT_OFF and not is_old(mail, at):
        return _put_off(mail, at)
    return _settle(mail, ENDS.get(outcome, S.BOUNCED), at)


def _let_go(mail: OutboxMail) -> OutboxMail:
    """As due as it was, as if it had not been claimed, save that it is known why it waits."""
    mail.leased_until = None
    return mail.move_to(S.QUEUED, "leased_until", "reason", attempts=mail.attempts - 1)


def _put_off(mail: OutboxMail, at: datetime) -> OutboxMail:
    wait = min(FIRST_RETRY * 2 ** min(mail.attempts - 1, 6), LONGEST_RETRY)
    mail.first_due_at = mail.first_due_at or mail.due_at
    mail.due_at, mail.leased_until = at + wait, None
    return mail.move_to(S.QUEUED, "due_at", "first_due_at", "leased_until", "reason")


def _keep(mail: OutboxMail, composed: Composed, at: datetime) -> OutboxMail:
    mail.subject, mail.text, mail.html = composed.subject[:250], composed.text, composed.html
    return _settle(mail, S.KEPT, at, "subject", "text", "html")


def _settle(mail: OutboxMail, state: OutboxMail.State, at: datetime, *also: str) -> OutboxMail:
    mail.settled_at, mail.leased_until = at, None
    if not may_be_sent_again(mail, state):
        mail.payload = {}
    return mail.move_to(state, "settled_at", "leased_until", "payload", "reason", *also)
