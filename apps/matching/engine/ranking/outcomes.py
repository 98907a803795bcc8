"""What a network could have been asked: some ties are hidden, and are to be found again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Bools, Floats, Ints
from apps.matching.engine.ranking.network import Network
from apps.matching.engine.ranking.strengths import strengths_of
from apps.matching.engine.ranking.weights import Scale, Weights, told_of

SEED = 20
# Places in a list that count.
PLACES = 10
DISCOUNT = (1 / np.log2(np.arange(PLACES) + 2)).astype(np.float32)
# Of each family so many of the strongest are looked at again.
STRONGEST = 60
# People whose lists are looked at.
MOST_ASKED = 400
HIDDEN_TIES, HIDDEN_PEOPLE = 0.1, 0.125


@dataclass(frozen=True)
class Outcomes:
    """Of c people: what speaks for everybody, and who it was. Every candidate counts, not a sample of them: sampled
    ones bend the weights."""

    told: Floats  # [FAMILIES, c, n]
    free: Bools  # [c, n] may be suggested
    right: Bools  # [c, n] the hidden ties
    ideal: Floats  # [c] discounted gain of a list that has them all at its top

    def __len__(self) -> int:
        return len(self.free)

    def narrowed(self) -> "Outcomes":
        """Only those who are among the strongest of some family: nobody else comes to the top of a list."""
        strong = [np.where(self.free, one, -np.inf) for one in (*self.told, self.told.sum(axis=0))]
        some = min(STRONGEST, self.free.shape[1])
        kept = np.zeros(self.free.shape, bool)
        for one in strong:
            np.put_along_axis(kept, np.argpartition(-one, some - 1, axis=1)[:, :some], True, axis=1)
        kept &= self.free
        most = max(int(kept.sum(axis=1).max(initial=0)), PLACES + 1)
        at = np.argsort(~kept, axis=1, kind="stable")[:, :most]
        free, right = np.take_along_axis(kept, at, 1), np.take_along_axis(self.right, at, 1)
        told = np.stack([np.take_along_axis(one, at, 1) for one in self.told])
        return Outcomes(told, free, right & free, self.ideal)

    def gain(self, weights: Weights) -> float:
        """Normalised discounted cumulative gain of the lists that these weights make, 0 … 1."""
        worth = np.where(self.free, np.tensordot(weights.astype(np.float32), self.told, 1), -np.inf)
        places = min(PLACES, worth.shape[1] - 1)
        top = np.argpartition(-worth, places, axis=1)[:, :places]
        order = np.argsort(-np.take_along_axis(worth, top, 1), axis=1, kind="stable")
        hits = np.take_along_axis(self.right, np.take_along_axis(top, order, 1), 1)
        return float(((hits * DISCOUNT[:places]).sum(axis=1) / self.ideal).mean())


Hide = Callable[[Network, int], tuple[Network, Ints]]


def some_ties(network: Network, part: int) -> tuple[Network, Ints]:
    """(what is left, the hidden ties)"""
    gone = np.zeros(len(network.ties), bool)
    gone[_part(np.arange(len(network.ties)), part, HIDDEN_TIES)] = True
    return network.with_ties(~gone), network.ties[gone]


def some_people(facts: Bools) -> Hide:
    """As if they had just come: without ties, and without these facts (bool[w]), which newcomers lack."""

    def hide(network: Network, part: int) -> tuple[Network, Ints]:
        new = np.zeros(network.size, bool)
        new[_part(np.flatnonzero(network.degree), part, HIDDEN_PEOPLE)] = True
        gone: Bools = np.any(new[network.ties], axis=1)
        return network.without_facts(new, facts).with_ties(~gone), network.ties[gone]

    return hide


def _part(every: Ints, part: int, share: float) -> Ints:
    """Drawn by lot; the same for the same number, and nothing in two parts."""
    drawn, length = np.random.default_rng(SEED).permutation(every), round(len(every) * share)
    return drawn[part * length : (part + 1) * length]


def outcomes(network: Network, hide: Hide, scale: Scale, *, new: bool, part: int) -> Outcomes:
    """`new`: whether those who are asked know nobody in what is left, or somebody; part: its number, 0 … 7."""
    left, hidden = hide(network, part)
    asked = np.unique(hidden)
    asked = asked[(left.degree[asked] == 0) == new]
    if len(asked) > MOST_ASKED:
        asked = np.sort(np.random.default_rng(SEED + part).choice(asked, MOST_ASKED, replace=False))
    free = left.knows[asked].toarray() == 0
    if left.circle is not None:
        free &= left.circle[asked][:, None] == left.circle
    free[np.arange(len(asked)), asked] = False
    right = _right(network, hidden, asked)
    ideal = np.cumsum(DISCOUNT)[np.minimum(right.sum(axis=1), PLACES) - 1]
    return Outcomes(told_of(strengths_of(left), asked, scale), free, right, ideal)


def _right(network: Network, hidden: Ints, asked: Ints) -> Bools:
    place = np.full(network.size, -1)
    place[asked] = np.arange(len(asked))
    right = np.zeros((len(asked), network.size), bool)
    for one, other in (hidden.T, hidden.T[::-1]):
        here = place[one] >= 0
        right[place[one[here]], other[here]] = True
    return right
