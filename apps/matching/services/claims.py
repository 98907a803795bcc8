"""Whose hands circles' candidates are in. A claim is on rows, atomic on both databases; it runs out, so a worker that
vanished is no loss: the circles then are due again, and whoever comes next takes them over."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from apps.circles.models import Circle, Membership
from apps.matching.models import Refresh
from apps.matching.models.refresh import RefreshQuerySet

TABLE = Refresh._meta.db_table  # noqa: SLF001 - Django's documented name
LEASE = timedelta(minutes=10)
# A circle that is larger than a block is in one hand for as many times as long, up to four hours.
MOST_LEASES = 24
# So many due circles are looked at for a block.
LOOKED_AT = 2000


class LeaseLost(Exception):
    """Somebody else took a circle over; nothing more may be written for it."""


def claim(circle_id: int, *, at: datetime) -> Refresh | None:
    """The circle's row, now ours, or None. What was due is taken with it; what falls due from now on stays due."""
    Refresh.objects.get_or_create(circle_id=circle_id)
    return next(iter(take(Refresh.objects.free(at).filter(pk=circle_id), at, due_at=None)), None)


def claim_due(*, at: datetime, people: int) -> list[Refresh]:
    """The circles that have waited longest, as many as have so many members together, and one at least."""
    due = Refresh.objects.due(at)
    ids = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:LOOKED_AT])
    while ids:
        block, total = _first(ids, people)
        lease = LEASE * min(max(ceil(total / people), 1), MOST_LEASES)
        if taken := take(due.filter(pk__in=block), at, lease, due_at=None):
            return taken
        ids = ids[len(block) :]  # somebody else was there first
    return []


def _first(ids: list[int], people: int) -> tuple[list[int], int]:
    """The block, and how many members it has."""
    counted = Membership.objects.filter(circle__in=ids).values("circle").annotate(people=Count("pk")).order_by()
    sizes, total = dict(counted.values_list("circle", "people")), 0
    for number, circle_id in enumerate(ids):
        more = sizes.get(circle_id, 0)
        if number and total + more > people:
            return ids[:number], total
        total += more
    return ids, total


def hold(mine: Sequence[Refresh]) -> None:
    """Call inside each transaction that writes under the claim: locks the rows, and raises LeaseLost."""
    held = _held(mine).order_by("pk").select_for_update(no_key=True)
    if set(held.values_list("pk", "generation")) != {(row.pk, row.generation) for row in mine}:
        raise LeaseLost


@transaction.atomic
def publish(mine: Sequence[Refresh], *, at: datetime, prices: Sequence[bytes]) -> None:
    """Switches the pointers to the next generation and gives the circles back; raises LeaseLost."""
    hold(mine)
    for row, price in zip(mine, prices, strict=True):
        row.generation, row.finished_at, row.leased_until, row.prices = row.generation + 1, at, None, price
    _switch(mine, at)


def _switch(mine: Sequence[Refresh], at: datetime) -> None:
    """Not by bulk_update, which takes two milliseconds for each circle."""
    change = f"UPDATE {TABLE} SET generation = generation + 1, finished_at = %s, leased_until = NULL, prices = "  # noqa: S608
    ids, prices, now = [row.pk for row in mine], [bytes(row.prices) for row in mine], _as_kept(at)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            new = "(SELECT unnest(%s::bigint[]) AS id, unnest(%s::bytea[]) AS prices) AS new"
            cursor.execute(f"{change} new.prices FROM {new} WHERE circle_id = new.id", [now, ids, prices])
        else:
            rows = [(now, price, pk) for price, pk in zip(prices, ids, strict=True)]
            cursor.executemany(f"{change} %s WHERE circle_id = %s", rows)


def _as_kept(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def free_held_too_long(*, at: datetime) -> int:
    """After the clock was set back leases would last until it is as late again; these circles are due at once."""
    return Refresh.objects.filter(leased_until__gt=at + (1 + MOST_LEASES) * LEASE).update(leased_until=at)


@transaction.atomic
def take(free: RefreshQuerySet, at: datetime, lease: timedelta = LEASE, **also: None) -> list[Refresh]:
    """By id. Rows that somebody else is just claiming are left to them."""
    taken = list(free.order_by("pk").select_for_update(skip_locked=True, no_key=True))
    Refresh.objects.filter(pk__in=[row.pk for row in taken]).update(leased_until=at + lease, **also)
    for row in taken:
        row.leased_until = at + lease
    return taken


def give_back(mine: Sequence[Refresh]) -> None:
    _held(mine).update(leased_until=None)


def let_go(mine: Sequence[Refresh], *, at: datetime) -> None:
    """Those of them that are still ours are due again."""
    _held(mine).update(leased_until=None, due_at=at)


def _held(mine: Sequence[Refresh]) -> RefreshQuerySet:
    leases = {row.leased_until for row in mine}
    return Refresh.objects.filter(pk__in=[row.pk for row in mine], leased_until__in=leases)


def mark_due(circle_ids: Iterable[int], *, at: datetime) -> None:
    ids = sorted(set(circle_ids))
    Refresh.objects.bulk_create([Refresh(circle_id=i) for i in ids], ignore_conflicts=True, batch_size=1000)
    for part in _parts(ids):
        Refresh.objects.filter(pk__in=part).not_due(at).update(due_at=at)


def mark_due_in_hand(circle_ids: Iterable[int], *, at: datetime) -> None:
    """Those of them at which somebody is working, who may have read before what happened since."""
    in_hand = Refresh.objects.filter(pk__in=set(circle_ids)).exclude(leased_until=None)
    mark_due(in_hand.values_list("pk", flat=True), at=at)


def mark_all_due(*, at: datetime) -> None:
    """Every circle, closed ones too: they lose what they had."""
    missing = Circle.objects.exclude(pk__in=Refresh.objects.values("pk")).values_list("pk", flat=True)
    mark_due(missing, at=at)
    Refresh.objects.not_due(at).update(due_at=at)


def _parts(ids: Sequence[int]) -> Iterable[Collection[int]]:
    return (ids[start : start + 1000] for start in range(0, len(ids), 1000))
