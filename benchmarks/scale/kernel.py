"""The engine alone, on arrays that lie ready."""

from time import perf_counter

import numpy as np

from apps.matching.engine import CircleFacts, score_circle
from apps.matching.engine.arrays import offsets_of
from apps.matching.engine.facts import side_by_side
from apps.matching.services.refreshing import PEOPLE
from benchmarks.scale.facts import circle_facts
from benchmarks.scale.network import network


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
