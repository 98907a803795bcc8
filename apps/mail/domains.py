"""Pacing and the circuit breaker, by domain: one that is slow or does not answer gets one mail at a time, from one
worker, and rests in between; the others' mail does not wait behind it. Rows are the state, so it holds for workers
everywhere."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from apps.mail.delivery import Outcome
from apps.mail.models import TroubledDomain

LINE = ""  # the way to our own mail server
SLOW = timedelta(seconds=0.5)
REST = 3  # times as long as its mail took: a slow domain costs a quarter of one worker where others wait
# From and to, for one that does not answer: it doubles. Our own server is everybody's.
WAITS = (timedelta(minutes=1), timedelta(hours=1))
LINE_WAITS = (timedelta(seconds=5), timedelta(minutes=1))
FORGOTTEN = timedelta(days=7)  # nobody has written there since


def in_trouble() -> list[str]:
    return list(TroubledDomain.objects.names())


def resting(at: datetime) -> list[str]:
    return list(TroubledDomain.objects.resting(at).names())


def to_be_tried(at: datetime, *, idle: bool) -> Sequence[str]:
    """Whose rest is over, the one that rested longest first. `idle`: nobody else's mail waits, so that those which are
    slow need no rest."""
    over = Q(rests_until__lte=at) | (Q(failures=0) if idle else Q())
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    rows = TroubledDomain.objects.filter(over, free).exclude(name=LINE)
    return list(rows.order_by("rests_until", "pk").names())


def take(name: str, *, at: datetime) -> bool:
    """Whether it is ours to be tried with one mail; one worker is let in, by a conditional UPDATE."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    rows = TroubledDomain.objects.filter(free, name=name)
    return bool(rows.update(leased_until=at + settings.MAIL_LEASE))


def let_go(name: str) -> None:
    """No mail was handed over, so nothing was learned."""
    TroubledDomain.objects.filter(name=name).update(leased_until=None)


def recover(name: str) -> None:
    TroubledDomain.objects.filter(name=name).delete()


@transaction.atomic
def fail(name: str, *, reason: str, at: datetime) -> None:
    row = _locked(name, reason, at)
    shortest, longest = WAITS if name else LINE_WAITS
    row.failures = min(row.failures + 1, 100)
    row.rests_until = at + min(shortest * 2 ** min(row.failures - 1, 10), longest)
    row.leased_until, row.reason = None, reason
    row.save()


@transaction.atomic
def slow_down(name: str, *, took: timedelta, at: datetime) -> None:
    """It has taken a mail, and so long for it; `at` is when that began."""
    row = _locked(name, "", at)
    row.failures, row.rests_until, row.leased_until, row.reason = 0, at + (1 + REST) * took, None, "slow"
    row.save()


def note(name: str, outcome: Outcome, *, reason: str, took: timedelta, at: datetime, tried: bool) -> bool:
    """What one hand-over tells of its domain; whether it is in trouble. `tried`: it was, before. An answer that puts
    one mail off or refuses it, quickly, holds nobody up."""
    if outcome in (Outcome.UNANSWERED, Outcome.UNKNOWN):
        fail(name, reason=reason, at=at)
    elif took >= SLOW:
        slow_down(name, took=took, at=at)
    else:
        if tried:
            recover(name)
        return False
    return True


def forget_unused(*, at: datetime) -> None:
    TroubledDomain.objects.filter(rests_until__lte=at - FORGOTTEN).delete()


def _locked(name: str, reason: str, at: datetime) -> TroubledDomain:
    values = {"since": at, "rests_until": at, "reason": reason}
    return TroubledDomain.objects.select_for_update().get_or_create(name=name, defaults=values)[0]
