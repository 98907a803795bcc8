"""The engine alone, on arrays that lie ready."""

from time import perf_counter

import numpy as np

from apps.matching.engine import CircleFacts, score_circle
from apps.matching.engine.arrays import Ints, each, find, offsets_of
from apps.matching.engine.facts import side_by_side
from apps.matching.engine.kinds import DATED
from apps.matching.services.refreshing import PEOPLE
from benchmarks.scale.network import Network, network


def kernel(people: int, seed: int, circles: int) -> dict[str, float]:
    """So many circles, as if they were all, in blocks as the workers take them."""
    whole = network(people, seed)
    numbers = np.unique(whole.circles)
    chosen = np.random.default_rng(seed).permutation(numbers)[:circles]
    holders = whole.holders
    offsets, places = offsets_of(whole.owners, people), np.searchsorted(whole.circles, np.append(chosen, chosen + 1))
    bounds = places.reshape(2, -1).T.tolist()
    seconds, pairs, members = 0.0, 0, 0
    first = circle_facts(whole, whole.members[slice(*bounds[0])], holders, offsets)
    score_circle(side_by_side([first] * 2000))  # compiles
    while bounds:
        block: list[CircleFacts] = []
        while bounds and sum(len(facts.members) for facts in block) < PEOPLE:
            block.append(circle_facts(whole, whole.members[slice(*bounds.pop())], holders, offsets))
        facts = side_by_side(block)
        begin = perf_counter()
        pairs += len(score_circle(facts))
        seconds += perf_counter() - begin
        members += len(facts.members)
    share = members / len(whole.members)
    return {"seconds": seconds / share, "share": share, "pairs": pairs / share}


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
        kinds=whole.kinds[topics],
        year_from=np.where(dated, whole.years[at], 0),
        year_to=np.where(dated, whole.years[at] + 3, 0),
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
