from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Bools, Grouped, Ints, offsets_of
from apps.matching.engine.kinds import Kind
from apps.matching.engine.near_topics import NearTopics, near_topics
from apps.matching.engine.settings import Settings
from apps.matching.engine.table import FactTable


@dataclass(frozen=True, slots=True)
class Located:
    """f located facts of one kind, of u topics, held by h people of n."""

    ids: Ints  # [f] trait ids
    owners: Ints  # [f] ascending
    topics: Ints  # [f] 0 … u - 1
    near: NearTopics
    by_person: Grouped  # facts by member, n groups
    people: Ints  # [h] members who hold any, ascending
    starts: Ints  # [h] where the facts of each begin
    place: Ints  # [f] index into `people` of the fact's owner
    by_topic: Grouped  # facts by topic, u groups
    beside: Grouped  # u groups: facts in the same place as the topic, of people who hold that topic, too

    def there(self, one: Ints, other: Ints) -> Bools:
        """bool[j]: facts one[j] and other[j] are in the same place."""
        return self.near.there(self.topics[one], self.topics[other])


def located(table: FactTable, kind: Kind, settings: Settings) -> Located:
    facts = table.facts
    which = np.flatnonzero((facts.kinds == kind) & np.isfinite(facts.latitude) & np.isfinite(facts.longitude))
    owners = table.owners[which]
    first, topics = np.unique(table.topics[which], return_index=True, return_inverse=True)[1:]
    near = _near(table, which[first], np.bincount(topics, minlength=len(first)), settings)
    everything = np.arange(len(which))
    by_person = Grouped(everything, offsets_of(owners, table.size))
    people, starts, place = np.unique(owners, return_index=True, return_inverse=True)
    fact, own = by_person.expand(owners)
    there = near.there(topics[fact], topics[own])
    return Located(
        ids=facts.trait_ids[which],
        owners=owners,
        topics=topics,
        near=near,
        by_person=by_person,
        people=people,
        starts=starts,
        place=place,
        by_topic=Grouped.of(topics, everything, len(first)),
        beside=Grouped.of(topics[own[there]], fact[there], len(first)),
    )


def _near(table: FactTable, first: Ints, in_circle: Ints, settings: Settings) -> NearTopics:
    """first: a fact of each topic."""
    facts = table.facts
    degrees = np.stack([facts.latitude[first], facts.longitude[first]], axis=1)
    sizes = (max(facts.population, table.size), table.size)
    return near_topics(degrees, np.maximum(facts.holders[first], in_circle), in_circle, sizes, settings)
