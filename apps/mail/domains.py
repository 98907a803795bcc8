"""Pacing and the circuit breaker, by domain: one that is slow or does not answer gets one mail at a time, from one
worker, and rests in between; the others' mail does not wait behind it. Rows are the state, so it holds for workers
everywhere."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from apps.mail.delivery import Outcome
from apps.mail.models import TroubledDomain, TroubledDomainQuerySet

LINE = ""  # the way to our own mail server
SLOW = timedelta(seconds=0.5)
REST = 3  # times as long as its mail took: a slow domain costs a quarter of one worker where others wait
# From and to, for one that does not answer: it doubles. Our own server is everybody's.
WAITS = (timedelta(minutes=1), timedelta(hours=1))
LINE_WAITS = (timedelta(seconds=5), timedelta(minutes=1))
LINE_LEASE = timedelta(minutes=1)  # nobody's mail leaves while one worker looks for it, be it there any more or not
FORGOTTEN = timedelta(days=7)  # nobody has written there since


def in_trouble() -> "QuerySet[TroubledDomain, str]":
    return TroubledDomain.objects.names()


def resting(at: datetime) -> list[str]:
    return list(TroubledDomain.objects.resting(at).names())


def to_be_tried(at: datetime, *, idle: bool, free: bool) -> TroubledDomainQuerySet:
    """Whose rest is over, the one that rested longest first. `idle`: nobody else's mail waits, so that those which are
    slow need no rest. `free`: the worker has paid off its last try, and may wait for one that does not answer."""
    over = (Q(rests_until__lte=at) if free else Q(pk__in=())) | (Q(failures=0) if idle else Q())
    untaken = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    return TroubledDomain.objects.filter(over, untaken).exclude(name=LINE).order_by("rests_until", "pk")


def take(name: str, *, at: datetime) -> bool:
    """Whether it is ours to be tried with one mail; one worker is let in, by a conditional UPDATE."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    rows = TroubledDomain.objects.filter(free, name=name)
    return bool(rows.update(leased_until=at + (settings.MAIL_LEASE if name else LINE_LEASE)))


def take_all(names: Iterable[str], *, at: datetime) -> list[str] | None:
    """Those of them that are in trouble, which are ours to be tried with one mail now; None where one of them is not,
    because it rests or is another's."""
    rows = TroubledDomain.objects.filter(name__in=names)
    if rows.resting(at).exists():
        return None
    taken: list[str] = []
    for name in rows.names().order_by("name"):
        if not take(name, at=at):
            let_go(*taken)
            return None
        taken.append(name)
    return taken


def let_go(*names: str) -> None:
    """No mail was handed over, so nothing was learned."""
    if names:
        TroubledDomain.objects.filter(name__in=names).update(leased_until=None)


def recover(name: str) -> None:
    TroubledDomain.objects.filter(name=name).delete()


@transaction.atomic
def fail(name: str, *, reason: str, at: datetime) -> None:
    row = _locked(name, reason, at)
    if not row.failures:  # it was slow until now
        row.since = at
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
    one mail off or refuses it, quickly, holds nobody up. What is about the line tells nothing here."""
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
