"""A part of the network that is large enough to learn from, and small enough to do so in seconds."""

from collections.abc import Iterator
from random import Random

from django.db.models import Count, Q

from apps.introductions.models import Connection
from apps.matching.engine.facts import CircleFacts
from apps.matching.engine.ranking.learning import LEARNED_FROM
from apps.matching.engine.ranking.network import Network, side_by_side
from apps.matching.engine.scoring import network_in
from apps.matching.engine.settings import DEFAULTS
from apps.matching.engine.table import tabulate
from apps.matching.loading import circle_facts, facts_among
from apps.matching.statistics import Statistics, members

# So many people drawn by lot begin a part of a large circle, wherever nobody knows anybody further.
BEGUN_WITH = 50


def sampled_network(statistics: Statistics, *, seed: int) -> Network | None:
    """Circles drawn by lot, each for itself, as everybody in it may know it; None where there are none."""
    found = [network_in(tabulate(facts, DEFAULTS)) for facts in _drawn(statistics, seed)]
    return side_by_side(found) if found else None


def _drawn(statistics: Statistics, seed: int) -> Iterator[CircleFacts]:
    lot, left = Random(seed), LEARNED_FROM  # noqa: S311 - the same circles when it is run twice
    rows = members().values("circle").annotate(people=Count("user")).order_by("circle")
    sizes = list(rows.values_list("circle", "people"))
    lot.shuffle(sizes)
    for circle_id, people in sizes:
        if left <= 0:
            return
        yield circle_facts(circle_id, statistics) if people <= LEARNED_FROM else _part(circle_id, statistics, lot)
        left -= min(people, LEARNED_FROM)


def _part(circle_id: int, statistics: Statistics, lot: Random) -> CircleFacts:
    """Some people, whom they know, whom those know and so on, each with all that they say: more takes too long."""
    here = members().filter(circle=circle_id).order_by("user_id").values_list("user_id", flat=True)
    return facts_among(circle_id, _around(circle_id, list(here), lot), statistics)


def _around(circle_id: int, here: list[int], lot: Random) -> set[int]:
    found, edge, everybody = set[int](), set[int](), set(here)
    while len(found) < LEARNED_FROM:
        known = Connection.objects.told_in(circle_id).filter(Q(low__in=edge) | Q(high__in=edge))
        met = {user_id for pair in known.values_list("low_id", "high_id") for user_id in pair}
        left = everybody - found
        new = sorted(met & left) or lot.sample(sorted(left), min(BEGUN_WITH, len(left)))
        lot.shuffle(new)
        edge = set(new[: LEARNED_FROM - len(found)])
        found |= edge
    return found
