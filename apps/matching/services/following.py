"""Working out again what a change of one person touches: that person's pairs, not the circle."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from math import inf
from time import monotonic

import numpy as np
from django.db import transaction

from apps.matching.engine import CircleFacts, score_circle
from apps.matching.loading import circle_facts
from apps.matching.metrics import measured
from apps.matching.models import Candidate, Refresh
from apps.matching.services import storing
from apps.matching.services.claims import LeaseLost, borrow, give_back, hold, mark_due
from apps.matching.services.refreshing import rows_of
from apps.matching.statistics import members, statistics_lately
from apps.profiles.models import Change

LEASE = timedelta(minutes=5)
CLAIMED_AT_ONCE = 500
# With more people than this the whole circle is less work.
MOST_IN_CIRCLE = 20


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
    for circle_id, people in sorted(changed.items()):
        if len(people) > MOST_IN_CIRCLE or monotonic() > end or not _refreshed(circle_id, people, at):
            mark_due([circle_id], at=at)


def drop_person(user_id: int) -> None:
    """Takes a person out of the candidates of circles that they are no longer in."""
    here = members().filter(user=user_id).values("circle")
    Candidate.objects.of(user_id).exclude(circle_id__in=here).delete()


def _refreshed(circle_id: int, people: Collection[int], at: datetime) -> bool:
    """False when the circle wants a whole refresh: it never had one, or somebody is at work who may have read before
    the change."""
    mine = borrow(circle_id, at=at)
    if mine is None:
        return False
    try:
        with measured("people") as pairs:
            pairs.append(_replace(mine, circle_facts(circle_id, statistics_lately()), people))
    except LeaseLost:
        return False
    finally:
        give_back(mine)
    return mine.generation > 0


def _replace(mine: Refresh, facts: CircleFacts, people: Collection[int]) -> int:
    rows = {(row.low_id, row.high_id): row for person in sorted(people) for row in _pairs_of(person, facts, mine)}
    with transaction.atomic():
        hold(mine)
        for person in people:
            Candidate.objects.of(person).filter(circle_id=mine.pk, generation=mine.generation).delete()
        storing.insert(list(rows.values()))
    return len(rows)


def _pairs_of(person: int, facts: CircleFacts, mine: Refresh) -> list[storing.Row]:
    at = int(np.searchsorted(facts.members, person))
    if at == len(facts.members) or facts.members[at] != person:
        return []
    return list(rows_of(score_circle(facts, only=at), mine.pk, mine.generation))
