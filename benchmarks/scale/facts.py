"""A circle of an invented network, as the engine is given it. Knows nothing of Django: the engine is measured alone."""

import numpy as np

from apps.matching.engine import CircleFacts
from apps.matching.engine.arrays import Ints, each, find
from apps.matching.engine.kinds import DATED
from benchmarks.scale.network import Network


def circle_facts(whole: Network, members: Ints, holders: Ints, offsets: Ints) -> CircleFacts:
    owners, at = each(offsets, members)
    topics = whole.topics[at]
    dated = np.isin(whole.kinds[topics], DATED)
    # Both ends inside; ties are ascending by their first.
    first = np.searchsorted(whole.ties[:, 0], members)
    last = np.searchsorted(whole.ties[:, 0], members, side="right")
    which, tie = each_between(first, last)
    other = find(members, whole.ties[tie, 1])
    knowing = np.stack([which, other], axis=1)[other >= 0]
    return CircleFacts(
        members=members,
        trait_ids=at,
        owners=owners,
        topics=topics,
        # As wide as they are read; see tables.FACTS.
        kinds=whole.kinds[topics].astype(np.int16),
        year_from=np.where(dated, whole.years[at], 0).astype(np.int16),
        year_to=np.where(dated, whole.years[at] + 3, 0).astype(np.int16),
        latitude=whole.places[topics, 0],
        longitude=whole.places[topics, 1],
        holders=holders[topics],
        ties=knowing,
        excluded=knowing,
        population=whole.people,
    )


def each_between(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    which = np.repeat(np.arange(len(first)), last - first)
    before = np.cumsum(last - first) - (last - first)
    return which, np.arange(len(which)) + (first - before)[which]
