"""Whose hands a circle's candidates are in. A claim is one conditional UPDATE, atomic on both databases; it runs out,
so a worker that vanished is no loss: the circle then is due again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from apps.circles.models import Circle
from apps.matching.models import Refresh
from apps.matching.models.refresh import RefreshQuerySet

LEASE = timedelta(minutes=10)


class LeaseLost(Exception):
    """Somebody else took the circle over; nothing more may be written for it."""


def claim(circle_id: int, *, at: datetime) -> Refresh | None:
    """The circle's row, now ours, or None. What was due is taken with it; what falls due from now on stays due."""
    return _claim(circle_id, at, due_at=None)


def borrow(circle_id: int, *, at: datetime) -> Refresh | None:
    """Ours for a moment, for a few of its people; what is due stays due."""
    return _claim(circle_id, at)


def hold(mine: Refresh) -> None:
    """Call inside each transaction that writes under the claim: locks the row, and raises LeaseLost."""
    if not _held(mine).update(generation=F("generation")):
        raise LeaseLost


def publish(mine: Refresh, generation: int, *, at: datetime) -> None:
    """Switches the pointer and gives the circle back; raises LeaseLost."""
    if not _held(mine).update(generation=generation, finished_at=at, leased_until=None):
        raise LeaseLost


def free_held_too_long(*, at: datetime) -> int:
    """After the clock was set back leases would last until it is as late again; these circles are due at once."""
    return Refresh.objects.filter(leased_until__gt=at + 2 * LEASE).update(leased_until=at)


def _claim(circle_id: int, at: datetime, **also: None) -> Refresh | None:
    free = Refresh.objects.free(at).filter(pk=circle_id)
    taken = free.update(leased_until=at + LEASE, **also)
    if not taken and not Refresh.objects.filter(pk=circle_id).exists():
        Refresh.objects.get_or_create(circle_id=circle_id)
        taken = free.update(leased_until=at + LEASE, **also)
    return Refresh.objects.get(pk=circle_id) if taken else None


def give_back(mine: Refresh) -> None:
    _held(mine).update(leased_until=None)


def _held(mine: Refresh) -> RefreshQuerySet:
    return Refresh.objects.filter(pk=mine.pk, leased_until=mine.leased_until, generation=mine.generation)


def mark_due(circle_ids: Iterable[int], *, at: datetime) -> None:
    ids = sorted(set(circle_ids))
    Refresh.objects.bulk_create([Refresh(circle_id=i) for i in ids], ignore_conflicts=True, batch_size=1000)
    Refresh.objects.filter(pk__in=ids, due_at__isnull=True).update(due_at=at)


def mark_all_due(*, at: datetime) -> None:
    """Every circle, closed ones too: they lose what they had."""
    missing = Circle.objects.exclude(pk__in=Refresh.objects.values("pk")).values_list("pk", flat=True)
    mark_due(missing, at=at)
    Refresh.objects.filter(due_at__isnull=True).update(due_at=at)
