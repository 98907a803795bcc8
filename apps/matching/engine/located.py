from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Bools, Grouped, Ints, offsets_of
from apps.matching.engine.kinds import Kind
from apps.matching.engine.near_topics import Around, NearTopics, near_topics
from apps.matching.engine.settings import Settings
from apps.matching.engine.table import FactTable


@dataclass(frozen=True, slots=True)
class Located:
    """f located facts of one kind, of u topics in s spots (a topic where people put it), held by h people of n."""

    ids: Ints  # [f] trait ids
    owners: Ints  # [f] ascending
    topics: Ints  # [f] 0 … u - 1
    spots: Ints  # [f] 0 … s - 1
    near: NearTopics
    by_person: Grouped  # facts by member, n groups
    people: Ints  # [h] members who hold any, ascending
    starts: Ints  # [h] where the facts of each begin
    place: Ints  # [f] index into `people` of the fact's owner
    by_topic: Grouped  # facts by topic, u groups
    beside: Grouped  # u groups: facts in the same place as the topic, of people who hold that topic, too

    def there(self, one: Ints, other: Ints) -> Bools:
        """bool[j]: facts one[j] and other[j] are in the same place."""
        same: Bools = self.topics[one] == self.topics[other]
        return same | self.near.there(self.spots[one], self.spots[other])


def located(table: FactTable, kind: Kind, settings: Settings) -> Located:
    facts = table.facts
    which = np.flatnonzero((facts.kinds == kind) & np.isfinite(facts.latitude) & np.isfinite(facts.longitude))
    owners = table.owners[which]
    topics = np.unique(table.topics[which], return_inverse=True)[1]
    count = int(topics.max(initial=-1)) + 1
    first, spots = _spots(table, which, topics)
    near = _near(table, which, topics, (first, spots), settings)
    everything = np.arange(len(which))
    by_person = Grouped(everything, offsets_of(owners, table.size))
    people, starts, place = np.unique(owners, return_index=True, return_inverse=True)
    fact, own = by_person.expand(owners)
    there = (topics[fact] == topics[own]) | near.there(spots[fact], spots[own])
    return Located(
        ids=facts.trait_ids[which],
        owners=owners,
        topics=topics,
        spots=spots,
        near=near,
        by_person=by_person,
        people=people,
        starts=starts,
        place=place,
        by_topic=Grouped.of(topics, everything, count),
        beside=Grouped.of(topics[own[there]], fact[there], count),
    )


def _spots(table: FactTable, which: Ints, topics: Ints) -> tuple[Ints, Ints]:
    """(first int64[s], spots int64[f]): the first fact of each spot, and the spot of each fact."""
    rows = np.stack([topics, table.facts.latitude[which], table.facts.longitude[which]], axis=1)
    first, spots = np.unique(rows, axis=0, return_index=True, return_inverse=True)[1:]
    return first, spots.ravel()


def _near(table: FactTable, which: Ints, topics: Ints, spotted: tuple[Ints, Ints], settings: Settings) -> NearTopics:
    facts, (first, spots) = table.facts, spotted
    degrees = np.stack([facts.latitude[which[first]], facts.longitude[which[first]]], axis=1)
    in_circle = np.bincount(spots, minlength=len(first))
    of_topic = np.bincount(topics)[topics[first]] if len(first) else in_circle
    # Where a topic is in several spots its holders elsewhere are so, too, as far as anybody knows.
    holders = np.ceil(facts.holders[which[first]] * in_circle / np.maximum(of_topic, 1)).astype(np.int64)
    owners = table.owners[which[first]]
    sizes = facts.sizes[owners]
    around = Around(facts.circle_of[owners], np.maximum(facts.population, sizes), sizes)
    return near_topics(degrees, topics[first], np.maximum(holders, in_circle), in_circle, around, settings)
