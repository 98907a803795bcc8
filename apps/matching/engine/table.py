from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Bools, Floats, Ints, distinct, find, offsets_of, on_grid
from apps.matching.engine.facts import CircleFacts
from apps.matching.engine.places import told_apart
from apps.matching.engine.settings import Settings


@dataclass(frozen=True, slots=True)
class FactTable:
    """A circle's facts in canonical order (by owner, kind, topic), with what each family needs to know of them."""

    facts: CircleFacts
    owners: Ints  # [t] ascending
    offsets: Ints  # [n + 1] facts of member i
    keys: Ints  # [t] number of the fact's (kind, topic), 0 … width - 1
    topics: Ints  # [t] number of the fact's topic
    width: int
    codes: Ints  # [t] owner and key in one number, strictly ascending
    holders: Ints  # [width] people who hold it, in the network
    around: Ints  # [width] people in the network
    bits: Floats  # [t] rarity of the topic in the network
    common: Bools  # [t] over half of the circle holds the topic

    @property
    def size(self) -> int:
        return len(self.facts.members)

    def held(self, people: Ints, keys: Ints) -> Ints:
        """int64[len(people)]: the fact by which each person holds each key, -1 where they do not."""
        return find(self.codes, np.where(keys < 0, -1, people * self.width + keys))


def tabulate(facts: CircleFacts, settings: Settings) -> FactTable:
    ordered = facts.apart().in_order()
    facts = told_apart(ordered, settings)
    facts = facts if facts is ordered else facts.in_order()
    owners = facts.owners.astype(np.int64, copy=False)
    topics = np.unique(facts.topics, return_inverse=True)[1]
    span = int(topics.max(initial=-1)) + 1
    known, keys = np.unique(facts.kinds.astype(np.int64) * max(span, 1) + topics, return_inverse=True)
    width = max(len(known), 1)
    in_circle = _people_by_topic(owners, topics, span)[topics]
    holders = np.maximum(facts.holders, in_circle)
    sizes = facts.sizes[owners]
    population = np.maximum(facts.population, sizes)
    by_key, around = np.zeros(width, np.int64), np.zeros(width, np.int64)
    by_key[keys], around[keys] = holders, population
    return FactTable(
        facts=facts,
        owners=owners,
        offsets=offsets_of(owners, len(facts.members)),
        keys=keys,
        topics=topics,
        width=width,
        codes=owners * width + keys,
        holders=by_key,
        around=around,
        bits=rarity(holders, population, settings),
        common=over_half(in_circle, sizes, settings),
    )


def rarity(holders: Ints, population: Ints, settings: Settings) -> Floats:
    """Bits: how unlikely it is that somebody met by chance holds it, too."""
    share = (holders + 1) / (population + settings.prior)
    return on_grid(np.maximum(-np.log2(share), 0))


def over_half(people: Ints, size: Ints, settings: Settings) -> Bools:
    found: Bools = (size >= settings.half_from) & (people * 2 > size)
    return found


def _people_by_topic(owners: Ints, topics: Ints, span: int) -> Ints:
    """int64[span]: people of the circle by topic, who both seeks and offers it once."""
    holding = distinct(owners * max(span, 1) + topics)
    return np.bincount(holding % max(span, 1), minlength=span)
