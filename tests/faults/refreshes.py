"""Whole refreshes of an instance, as scenes: run there, in another process."""

import time
from collections.abc import Iterator

from django.utils import timezone

from apps.matching.services import claims, refreshing, storing
from apps.matching.services.claims import mark_all_due
from apps.matching.services.refreshing import refresh_due
from apps.matching.services.storing import Rows
from apps.matching.statistics import statistics_now
from tests.factories import add_trait, make_circle, make_user

PEOPLE_IN_CIRCLE, BETWEEN = 10, 4
PAUSE = 0.02  # seconds from one row to the next: whoever looks now and then finds a block half written


def circles_due(circles: int) -> None:
    """Each shares most of its people with the one before, and has something to say to those next to them."""
    now = timezone.now()
    users = [make_user(f"P{number}") for number in range(BETWEEN * circles + PEOPLE_IN_CIRCLE)]
    for number, user in enumerate(users):
        for step in range(4):
            add_trait(user, "interest", f"#topic{step}of{(number + step) // 4}")
    for number in range(circles):
        start = BETWEEN * number
        make_circle(f"c{number}", members=users[start : start + PEOPLE_IN_CIRCLE], at=now)
    mark_all_due(at=now)


def refresh_slowly(life: int) -> None:
    """As a worker in its so many-th life: a lease after the one before, in small blocks, and row by row."""
    refreshing.PEOPLE, storing.CHUNKS = 5 * PEOPLE_IN_CIRCLE, dict.fromkeys(storing.CHUNKS, 1)
    chunks = Rows.chunks

    def slowly(self: Rows) -> Iterator[Rows]:
        for chunk in chunks(self):
            yield chunk
            time.sleep(PAUSE)

    Rows.chunks = slowly  # type: ignore[method-assign]  # in a process of its own
    at, statistics = timezone.now() + life * claims.LEASE, statistics_now()
    while refresh_due(at=at, statistics=statistics):
        pass


def refresh_again(life: int) -> None:
    at, statistics = timezone.now() + life * claims.LEASE, statistics_now()
    mark_all_due(at=at)
    while refresh_due(at=at, statistics=statistics):
        pass
