"""Working out whole circles: read, compute outside any transaction, write a new generation beside the old one, switch
the pointers. Many small circles are one block: they are read, scored and written at once."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError

from apps.matching.engine import score_circle
from apps.matching.engine.compiling import IS_HERE as IS_COMPILED
from apps.matching.loading import circles_facts
from apps.matching.metrics import Stage, count_broken, measured, stage
from apps.matching.models import Refresh, Weighing
from apps.matching.prices import packed
from apps.matching.services.claims import LeaseLost, claim, claim_due, let_go, publish
from apps.matching.services.storing import delete_older, delete_unpublished, rows_of, write
from apps.matching.statistics import Statistics, statistics_lately

log = logging.getLogger(__name__)

# Members in a block. Where nothing is compiled, blocks save reading and writing only.
PEOPLE = 40_000 if IS_COMPILED else 2_000


def refresh_circle(circle_id: int, *, at: datetime, statistics: Statistics | None = None) -> int | None:
    """How many pairs were found, or None while the circle is in somebody else's hands. Cut off anywhere it leaves the
    candidates as they were; run twice it leaves the same."""
    mine = claim(circle_id, at=at)
    return _refresh([mine], statistics, at) if mine else None


def refresh_due(*, at: datetime, statistics: Statistics) -> list[int]:
    """Refreshes a block of the circles that have waited longest; their ids, none when no circle is due."""
    mine = claim_due(at=at, people=PEOPLE)
    if mine:
        _refresh_or_part(mine, statistics, at)
    return [row.pk for row in mine]


def _refresh_or_part(mine: Sequence[Refresh], statistics: Statistics, at: datetime) -> None:
    """A circle that cannot be worked out holds up no other: it is tried again when its lease has run out."""
    try:
        _refresh(mine, statistics, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if len(mine) == 1:
            log.exception("circle %d could not be worked out", mine[0].pk)
            count_broken()
            return
        log.warning("a block of %d circles could not be worked out: each is tried alone", len(mine))
        for row in mine:
            _refresh_or_part([row], statistics, at)


def _refresh(mine: Sequence[Refresh], statistics: Statistics | None, at: datetime) -> int | None:
    try:
        return _refreshed(mine, statistics or statistics_lately(), at)
    except LeaseLost:
        log.warning("of circles %s some were taken over", ", ".join(str(row.pk) for row in mine))
        let_go(mine, at=at)
        return None


def _refreshed(mine: Sequence[Refresh], statistics: Statistics, at: datetime) -> int:
    with measured("circle") as pairs:
        with stage(Stage.READ):
            facts = circles_facts([row.pk for row in mine], statistics)
        with stage(Stage.SCORE):
            found = score_circle(facts, order=Weighing.objects.order_now())
            rows = rows_of(found, mine, ahead=1)
        with stage(Stage.WRITE):
            delete_unpublished(mine)
            count = write(rows, mine=mine)
        with stage(Stage.SWITCH):
            publish(mine, at=at, prices=packed(facts, found.price, found.bar, len(mine)))
            delete_older(mine)
        pairs.append(count)
    log.info("%d circles: %d pairs", len(mine), count)
    return count
