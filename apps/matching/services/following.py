"""Working out again what a change of one person touches: that person's pairs, not the circle."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import inf
from time import monotonic

import numpy as np
from django.db import transaction
from django.db.models import Q

from apps.matching.engine import CircleFacts, score_circle
from apps.matching.engine.arrays import Ints, find
from apps.matching.loading import circles_facts
from apps.matching.lookups import looking_up
from apps.matching.metrics import measured
from apps.matching.models import Candidate, Refresh, Weighing
from apps.matching.prices import unpacked
from apps.matching.services.borrowing import borrow, need_not_be_on_disk
from apps.matching.services.claims import LeaseLost, give_back, hold, mark_due
from apps.matching.services.storing import insert, rows_of
from apps.matching.statistics import members, statistics_lately
from apps.profiles.models import Change

LEASE = timedelta(minutes=5)
CLAIMED_AT_ONCE = 500
# With more people than this of one circle the whole circle is less work.
MOST_AT_ONCE = 20

# By circle, who of it changed something.
Changed = dict[int, set[int]]


def claim_changes(*, at: datetime) -> list[Change]:
    """Changes that nobody has in hand, now ours for a while."""
    ids = list(Change.objects.due(at).order_by("pk").values_list("pk", flat=True)[:CLAIMED_AT_ONCE])
    lease = at + LEASE
    if not Change.objects.due(at).filter(pk__in=ids).update(leased_until=lease):
        return []
    return list(Change.objects.filter(pk__in=ids, leased_until=lease))


def free_held_too_long(*, at: datetime) -> int:
    """After the clock was set back leases would last until it is as late again."""
    return Change.objects.filter(leased_until__gt=at + 2 * LEASE).update(leased_until=None)


def settle_changes(changes: Collection[Change]) -> None:
    Change.objects.filter(pk__in=[change.pk for change in changes]).delete()


def refresh_person(user_id: int, *, at: datetime) -> None:
    refresh_people([user_id], at=at)


def refresh_people(user_ids: Iterable[int], *, at: datetime, seconds: float = inf) -> None:
    """Brings these people's candidates up to date in every circle of theirs, and drops them where they left. Circles
    not begun within so many seconds are left to a whole refresh."""
    wanted, end = set(user_ids), monotonic() + seconds
    changed = defaultdict[int, set[int]](set)
    for circle_id, user_id in members().filter(user__in=wanted).values_list("circle_id", "user_id"):
        changed[circle_id].add(user_id)
    for user_id in wanted:
        drop_person(user_id)
    left = {circle_id for circle_id, people in changed.items() if len(people) > MOST_AT_ONCE}
    for some in _few_at_once({circle_id: changed[circle_id] for circle_id in sorted(changed.keys() - left)}):
        left |= some.keys() if monotonic() > end else _not_refreshed(some, at)
    if left:
        mark_due(left, at=at)


def drop_person(user_id: int) -> None:
    """Takes a person out of the candidates of circles that they are no longer in."""
    here = members().filter(user=user_id).values("circle")
    Candidate.objects.of(user_id).exclude(circle_id__in=here).delete()


def _few_at_once(changed: Changed) -> Iterator[Changed]:
    """Circle by circle, as many as have MOST_AT_ONCE people who changed; one at least."""
    some = Changed()
    for circle_id, people in changed.items():
        if some and sum(map(len, some.values())) + len(people) > MOST_AT_ONCE:
            yield some
            some = Changed()
        some[circle_id] = people
    if some:
        yield some


def _not_refreshed(changed: Changed, at: datetime) -> set[int]:
    """The circles that want a whole refresh: those that never had one, and those where somebody is at work who may have
    read before the change."""
    mine = borrow(changed, at=at)
    try:
        with measured("people") as pairs:
            pairs.append(_replace(mine, changed) if mine else 0)
    except LeaseLost:
        give_back(mine)
        return set(changed)
    except BaseException:
        give_back(mine)
        raise
    return set(changed) - {row.pk for row in mine if row.generation > 0}


def _replace(mine: Sequence[Refresh], changed: Changed) -> int:
    statistics = statistics_lately()
    with looking_up():
        facts = circles_facts([row.pk for row in mine], statistics, are_few=True)
    price, bar = unpacked([bytes(row.prices) for row in mine], facts)
    at = [_places(facts, number, changed[row.pk]) for number, row in enumerate(mine)]
    found = score_circle(facts, order=Weighing.objects.order_now(), only=np.concatenate(at), price=price, bar=bar)
    rows = rows_of(found, mine, ahead=0)
    with transaction.atomic():
        need_not_be_on_disk()
        hold(mine)
        Candidate.objects.filter(_of_these(mine, changed)).delete()
        insert(rows)
        give_back(mine)
    return len(rows)


def _places(facts: CircleFacts, number: int, people: Collection[int]) -> Ints:
    """The indexes of these people in the circle of this number, as far as they are in it."""
    start, end = np.searchsorted(facts.circle_of, [number, number + 1]).tolist()
    at = find(facts.members[start:end], np.array(sorted(people), np.int64))
    here: Ints = start + at[at >= 0]
    return here


def _of_these(mine: Sequence[Refresh], changed: Changed) -> Q:
    rows = Q()
    for row in mine:
        theirs = Q(low_id__in=changed[row.pk]) | Q(high_id__in=changed[row.pk])
        rows |= Q(theirs, circle_id=row.pk, generation=row.generation)
    return rows
