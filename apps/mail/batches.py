"""One worker's turn: due mails of a lane over one line, for a while. Mail to domains in trouble gets a share of it."""

import time
from collections.abc import Sequence

from django.utils import timezone

from apps.mail import domains, outbox, shares
from apps.mail.claims import claim_any, claim_some, claim_try, let_go
from apps.mail.delivery import trouble_with
from apps.mail.models import OutboxMail, TroubledDomain
from apps.mail.preparing import prepare
from apps.mail.runs import Run
from apps.mail.surroundings import read_once


def go_on(run: Run, lane: str, *, most: int, seconds: float) -> bool:
    """Whether more may be waiting."""
    if not _has_line(run):
        return False
    end, count = time.monotonic() + seconds, 0
    while True:
        found = _claim(run, lane, most=min(run.at_once, most - count))
        with read_once():
            _send_all(run, found, end)
        count += len(found)
        if run.is_cut:
            return False
        if count >= most or time.monotonic() > end:
            return True
        if found and not shares.is_free():
            continue
        if _try_one(run, lane, idle=not found):
            count += 1
        elif not found:
            return False


def _claim(run: Run, lane: str, *, most: int) -> list[OutboxMail]:
    """From where the last claim ended; where nothing is left there, from the beginning: one may be free again."""
    found = claim_some(lane, at=timezone.now(), most=most, after=run.place)
    if not found and run.place:
        found = claim_some(lane, at=timezone.now(), most=most)
    run.place = (found[-1].due_at, found[-1].pk) if found else None
    return found


def _send_all(run: Run, mails: Sequence[OutboxMail], end: float) -> None:
    """In turn; what cannot be begun in time, or shares its domain with one that got into trouble, is let go."""
    left = list(mails)
    try:
        prepared = prepare(left, at=timezone.now())
        while left and not run.is_cut:
            mail = left.pop(0)
            following = left[0] if left and time.monotonic() < end else None
            outbox.send(mail, run, at=timezone.now(), prepared=prepared, following=following)
            if following and following.state == OutboxMail.State.ATTEMPTING:
                continue  # it has begun, so nothing comes before it
            if time.monotonic() > end:
                break
            dropped = [mail for mail in left if mail.domain in run.troubled or not _is_ours(mail)]
            let_go(dropped)
            left = [mail for mail in left if mail not in dropped]
        run.keep_pace(prepared)
    finally:
        let_go(left)


def _is_ours(mail: OutboxMail) -> bool:
    """Else another worker is writing it, or may begin to: twice the work, for one mail."""
    return mail.leased_until is not None and mail.leased_until > timezone.now()


def _try_one(run: Run, lane: str, *, idle: bool) -> bool:
    """Whether there was one. Looking for it takes time, too."""
    begin = time.monotonic()
    try:
        mail = claim_try(lane, at=timezone.now(), idle=idle, free=shares.is_free())
        if mail is None:
            return False
        trial = Run(run.connection, known=False)
        outbox.send(mail, trial, at=timezone.now())
        run.is_cut = trial.is_cut
        if not trial.handed:
            domains.let_go(mail.domain)
        return True
    finally:
        shares.pay(time.monotonic() - begin)


def _has_line(run: Run) -> bool:
    """Where our own server was away, one worker looks whether it is back: with a mail, since one that can be reached
    may take none, and a provider is not reached before."""
    at = timezone.now()
    row = TroubledDomain.objects.filter(name=domains.LINE).first()
    if row is None or run.connection is None:
        return True
    if row.rests_until > at or not domains.take(domains.LINE, at=at):
        return False
    if reason := trouble_with(run.connection):
        domains.fail(domains.LINE, reason=reason, at=at)
        return False
    trial = Run(run.connection, known=False)
    while not trial.handed and (mail := claim_any(timezone.now())):
        outbox.send(mail, trial, at=timezone.now())
        if trial.is_cut:
            return False
    run.handed += trial.handed
    domains.recover(domains.LINE)
    return True
