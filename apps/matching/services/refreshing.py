"""Working out a whole circle: read, compute outside any transaction, write a new generation beside the old one, switch
one pointer."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime

from apps.matching.engine import ScoredPairs, score_circle
from apps.matching.loading import circle_facts
from apps.matching.metrics import measured
from apps.matching.models import Refresh
from apps.matching.services.claims import LeaseLost, claim, publish
from apps.matching.services.storing import Row, delete_older, delete_unpublished, write
from apps.matching.statistics import Statistics, statistics_lately

log = logging.getLogger(__name__)

_as_json = json.JSONEncoder(separators=(",", ":")).encode


def refresh_circle(circle_id: int, *, at: datetime, statistics: Statistics | None = None) -> int | None:
    """How many pairs were found, or None while the circle is in somebody else's hands. Cut off anywhere it leaves the
    candidates as they were; run twice it leaves the same."""
    mine = claim(circle_id, at=at)
    try:
        return _refresh(mine, statistics, at) if mine else None
    except LeaseLost:
        log.warning("circle %d was taken over", circle_id)
        return None


def refresh_due(*, at: datetime, statistics: Statistics) -> int | None:
    """Refreshes the circle that has waited longest; its id, None when no circle is due."""
    due = Refresh.objects.due(at).order_by("due_at", "pk").values_list("pk", flat=True)
    for circle_id in due[:10]:
        if refresh_circle(circle_id, at=at, statistics=statistics) is not None:
            return circle_id
    return None


def _refresh(mine: Refresh, statistics: Statistics | None, at: datetime) -> int:
    with measured("circle") as pairs:
        delete_unpublished(mine)
        found = score_circle(circle_facts(mine.pk, statistics or statistics_lately()))
        generation = mine.generation + 1
        count = write(rows_of(found, mine.pk, generation), mine=mine)
        publish(mine, generation, at=at)
        delete_older(mine.pk, generation)
        pairs.append(count)
    log.info("circle %d: %d pairs", mine.pk, count)
    return count


def rows_of(found: ScoredPairs, circle_id: int, generation: int) -> Iterator[Row]:
    for low, high, score, evidence in found.rows():
        lines = [[kind, one, other, round(bits, 3), km] for kind, one, other, bits, km in evidence]
        yield Row(circle_id, generation, low, high, score, _as_json(lines))
