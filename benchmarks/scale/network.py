"""An invented network as arrays: nobody in it is anybody."""

from dataclasses import dataclass

import numpy as np

from apps.matching.engine import Kind
from apps.matching.engine.arrays import Anything, Ints, unordered

TRAITS, CIRCLES, TIES, BIGGEST = 8, 3, 10, 5000
KINDS = np.array([Kind.INTEREST, Kind.SCHOOL, Kind.EMPLOYER, Kind.PLACE, Kind.FIELD, Kind.SEEKS, Kind.OFFERS])


@dataclass(frozen=True, slots=True)
class Network:
    """p people, 0 … p - 1, with at most TRAITS facts each, topics by Zipf's law, every third of them somewhere."""

    people: int
    owners: Ints  # [t] ascending
    topics: Ints  # [t]
    years: Ints  # [t] the first of four
    kinds: Ints  # [topics there are]
    places: Anything  # [topics there are, 2] degrees; nan where nowhere
    ties: Ints  # [m, 2] low before high, each once
    circles: Ints  # [s] ascending, with the members of each
    members: Ints  # [s]

    @property
    def holders(self) -> Ints:
        return np.bincount(self.topics, minlength=len(self.kinds))


def network(people: int, seed: int) -> Network:
    rng = np.random.default_rng(seed)
    vocabulary = max(people // 4, 50)
    weight = 1 / np.arange(1, vocabulary + 1)
    drawn = rng.choice(vocabulary, people * TRAITS, p=weight / weight.sum())
    owners, topics = np.divmod(np.unique(np.repeat(np.arange(people), TRAITS) * vocabulary + drawn), vocabulary)
    places = rng.normal((50, 8), (3, 4), (vocabulary, 2))
    places[rng.random(vocabulary) > 1 / 3] = np.nan
    circles, members = _circles(people, rng)
    return Network(
        people=people,
        owners=owners,
        topics=topics,
        years=rng.integers(1980, 2020, len(topics)),
        kinds=rng.choice(KINDS, vocabulary),
        places=places,
        ties=_ties(people, circles, members, rng),
        circles=circles,
        members=members,
    )


def _circles(people: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """CIRCLES for each. Log-normal sizes with median 40; one in five hundred has BIGGEST people, where there are so
    many."""
    places = people * CIRCLES
    sizes = np.maximum(3, rng.lognormal(np.log(40), 1, places // 20 + 10).astype(np.int64))
    sizes[rng.random(len(sizes)) < 1 / 500] = BIGGEST
    ends = np.cumsum(np.minimum(sizes, people))
    circles = np.searchsorted(ends, np.arange(places), side="right")
    members = np.concatenate([rng.permutation(people) for _ in range(CIRCLES)])
    return tuple(np.divmod(np.unique(circles * people + members), people))  # type: ignore[return-value]  # two of them


def _ties(people: int, circles: Ints, members: Ints, rng: np.random.Generator) -> Ints:
    """TIES for each: half of them with anybody, half with somebody of a circle of theirs."""
    count = people * TIES // 4
    anybody = rng.integers(0, people, (count, 2))
    starts = np.searchsorted(circles, circles)
    sizes = np.searchsorted(circles, circles, side="right") - starts
    one = rng.integers(0, len(members), count)
    other = starts[one] + rng.integers(0, sizes[one])
    return unordered(np.concatenate([anybody, np.stack([members[one], members[other]], axis=1)]), people)
