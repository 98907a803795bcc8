"""The bare kernel against the product that one would write first, in one run: trust the ratio more than the seconds.

python -m benchmarks.matching --people 10000 [--json]
"""

import argparse
import json
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np
from scipy.sparse import csr_array

from apps.matching.engine import CircleFacts, Kind, score_circle
from apps.matching.engine.arrays import Floats, Ints, spread

TRAITS, CIRCLES, TIES, BIGGEST = 8, 3, 10, 5000
KINDS = np.array([Kind.INTEREST, Kind.SCHOOL, Kind.EMPLOYER, Kind.PLACE, Kind.FIELD, Kind.SEEKS, Kind.OFFERS])


@dataclass(frozen=True, slots=True)
class Network:
    """p people with TRAITS facts each, topics by Zipf's law, every third of them somewhere."""

    topics: Ints  # [p * TRAITS] by person
    kinds: Ints  # [topics there are]
    places: Floats  # [topics there are, 2] nan where nowhere
    years: Ints  # [p * TRAITS] the first of four
    holders: Ints  # [topics there are]
    ties: csr_array  # [p, p]
    circles: list[Ints]  # members of each, ascending


def network(people: int, rng: np.random.Generator) -> Network:
    vocabulary = max(people // 4, 50)
    weight = 1 / np.arange(1, vocabulary + 1)
    topics = rng.choice(vocabulary, people * TRAITS, p=weight / weight.sum())
    places = rng.normal((50, 8), (3, 4), (vocabulary, 2)).astype(np.float32)
    places[rng.random(vocabulary) > 1 / 3] = np.nan
    ends = rng.integers(0, people, (2, people * TIES // 2))
    ties = csr_array((np.ones(ends.shape[1], np.int8), tuple(ends)), shape=(people, people))
    return Network(
        topics=topics,
        kinds=rng.choice(KINDS, vocabulary),
        places=places,
        years=rng.integers(1980, 2020, len(topics)),
        holders=np.bincount(
            np.unique(topics * people + np.arange(len(topics)) // TRAITS) // people, minlength=vocabulary
        ),
        ties=(ties + ties.T).tocsr(),
        circles=list(_circles(people, rng)),
    )


def _circles(people: int, rng: np.random.Generator) -> Iterator[Ints]:
    """Log-normal sizes with median 40; one in five hundred has BIGGEST people, where there are so many."""
    left = people * CIRCLES
    while left > 0:
        size = BIGGEST if rng.random() < 1 / 500 else max(3, int(rng.lognormal(np.log(40), 1)))
        size = min(size, people, max(left, 3))
        left -= size
        yield np.sort(rng.choice(people, size, replace=False))


def circle_facts(whole: Network, members: Ints) -> CircleFacts:
    owners, at = spread(members * TRAITS, np.full(len(members), TRAITS))
    topics = whole.topics[at]
    ties = whole.ties[members][:, members].tocoo()
    knowing = np.stack([ties.row, ties.col], axis=1)
    return CircleFacts(
        members=members,
        trait_ids=at,
        owners=owners,
        topics=topics,
        kinds=whole.kinds[topics],
        year_from=whole.years[at],
        year_to=whole.years[at] + 3,
        latitude=whole.places[topics, 0],
        longitude=whole.places[topics, 1],
        holders=whole.holders[topics],
        ties=knowing,
        excluded=knowing,
        population=len(whole.topics) // TRAITS,
    )


def product_of_everybody(whole: Network) -> int:
    """The baseline: shared topics only, everybody with everybody, ten best; most of what it finds shares no circle."""
    people = len(whole.topics) // TRAITS
    where = (np.repeat(np.arange(people), TRAITS), whole.topics)
    holds = csr_array((np.ones(len(whole.topics), np.float32), where), shape=(people, len(whole.kinds)))
    weighted = holds.multiply(np.log2(people / np.maximum(whole.holders, 1)).astype(np.float32)).tocsr()
    pairs, across = 0, holds.T.tocsr()
    for start in range(0, people, 200):
        scores = (weighted[start : start + 200] @ across).toarray()
        pairs += np.argpartition(scores, -10, axis=1)[:, -10:].size
    return pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    whole = network(options.people, np.random.default_rng(options.seed))
    inputs = [circle_facts(whole, members) for members in whole.circles]
    times, pairs = [], 0
    for facts in inputs:
        start = time.perf_counter()
        pairs += len(score_circle(facts))
        times.append(time.perf_counter() - start)
    start = time.perf_counter()
    product_of_everybody(whole)
    product = time.perf_counter() - start
    found = {
        "people": options.people,
        "circles": len(inputs),
        "largest_circle": max(map(len, whole.circles)),
        "pairs": pairs,
        "kernel_s": round(sum(times), 3),
        "slowest_circle_s": round(max(times), 3),
        "median_circle_ms": round(1000 * median(times), 3),
        "product_s": round(product, 3),
        "ratio": round(product / sum(times), 3),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(found) if options.json else "\n".join(f"{name:17} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
