"""What is a kind of what: bebop and swing are both jazz."""

from dataclasses import dataclass, replace

import numpy as np

from apps.matching.engine.arrays import Ints, distinct, find, spread


@dataclass(frozen=True, slots=True)
class Kin:
    """g groups of topics: an entry of the vocabulary, and what stands right under it."""

    topics: Ints  # [m] ascending, once for each of the groups that a topic is in
    groups: Ints  # [m] 0 … g - 1
    holders: Ints  # [g] people in the whole network who hold any of a group's topics openly
    above: Ints  # [g] ascending: the entry that each group is under, as the vocabulary numbers it
    # Topics are looked up by what is left of them when they are divided by it; 0: as they are.
    span: int = 0

    @classmethod
    def none(cls) -> "Kin":
        nothing = np.empty(0, np.int64)
        return cls(nothing, nothing, nothing, nothing)

    def of(self, topics: Ints) -> tuple[Ints, Ints]:
        """(which, group): every group of each topics[which]."""
        told = topics % self.span if self.span else topics
        starts = np.searchsorted(self.topics, told).astype(np.int64)
        which, at = spread(starts, np.searchsorted(self.topics, told, side="right") - starts)
        return which, self.groups[at]

    def renumbered(self, topics: Ints, span: int) -> "Kin":
        """For topics that are called by their places in these (ascending), plus any multiple of span."""
        place = find(topics, self.topics)
        return replace(self, topics=place[place >= 0], groups=self.groups[place >= 0], span=span)


def kin_of(links: Ints, topics: Ints, people: Ints) -> Kin:
    """links: int64[l, 2] a narrower topic and the one right above it; people[i] holds topics[i] openly."""
    above, group = np.unique(links[:, 1], return_inverse=True)
    codes = np.concatenate([links[:, 0], above]), np.concatenate([group, np.arange(len(above))])
    order = np.lexsort(codes[::-1])
    kin = Kin(codes[0][order], codes[1][order], np.zeros(len(above), np.int64), above)
    which, groups = kin.of(topics)
    span = int(people.max(initial=0)) + 1
    holding = distinct(groups * span + people[which]) // span
    return replace(kin, holders=np.bincount(holding, minlength=len(above)).astype(np.int64))
