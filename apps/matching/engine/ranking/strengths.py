"""What speaks for a pair, family by family, as numbers without a unit that only grow with what there is to say."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from scipy.sparse import csr_array

from apps.matching.engine.arrays import Floats, Ints
from apps.matching.engine.ranking.alike import Likeness, likeness
from apps.matching.engine.ranking.network import Network, weighted

# A walk from friend to friend goes on with this chance at each step, for so many steps.
GOES_ON, STEPS = 0.8, 6


class Family(IntEnum):
    """In the order of a weight's number."""

    ACQUAINTANCES = 0  # whom both know
    FARTHER = 1  # a friend of a friend's friend
    SHARED = 2  # what both share, in bits
    RARE = 3  # what both share, by how few hold it
    FRIENDS_OF_ALIKE = 4  # who the people most like one know
    ALIKE_FRIENDS = 5  # who is like those whom one knows
    AROUND_ALIKE = 6  # who the friends of the people most like one know
    WALK = 7  # whom a walk from the people most like one meets
    KNOWN = 8  # how many one knows: small, and never a reason


FAMILIES = len(Family)


@dataclass(frozen=True)
class Strengths:
    """Of n people. Each family is a function of some people's rows, float32[c, n]."""

    network: Network
    root: (
        Floats  # [n] one over the root of how many one knows: it counts for less to be known by somebody whom all know
    )
    alike: Likeness

    def of(self, rows: Ints, shared: Floats | None = None) -> Floats:
        """float32[FAMILIES, c, n]. shared: [c, n] bits, where more is known of what both share."""
        found = np.empty((FAMILIES, len(rows), self.network.size), np.float32)
        alike = self.alike.of(rows)
        nearest = weighted(alike, rows=1 / np.maximum(alike.sum(axis=1), 1e-9))
        found[Family.ACQUAINTANCES] = self.known_to(self.network.knows[rows])
        found[Family.FARTHER] = self.a_step_on(found[Family.ACQUAINTANCES] * self.root) * self.root
        found[Family.SHARED] = self.held_by_both(rows, self.network.surprise) if shared is None else shared
        found[Family.RARE] = self.held_by_both(rows, self.network.rarity)
        found[Family.FRIENDS_OF_ALIKE] = self.known_to(alike)
        found[Family.ALIKE_FRIENDS] = self._alike_friends(rows)
        around = self.known_to(nearest) * self.root**2
        # Times as likely as by chance: a number that does not depend on how many people there are.
        size = self.network.sizes[rows].astype(np.float32)[:, None]
        found[Family.AROUND_ALIKE] = size * self.a_step_on(around) * self.root
        found[Family.WALK] = size * self._walk(nearest.toarray())
        # Its root is taken, as of the others.
        found[Family.KNOWN] = np.log1p(self.network.degree) ** 2
        return found

    def known_to(self, some: csr_array) -> Floats:
        """float32[c, n]: to the people with a weight in each row, whoever knows fewer the more."""
        return np.asarray((weighted(some, columns=self.root) @ self.network.knows).toarray())

    def a_step_on(self, weights: Floats) -> Floats:
        """float32[c, n]: to everybody whom they know, all of each one's weight."""
        return np.asarray(weights @ self.network.knows)

    def held_by_both(self, rows: Ints, weight: Floats) -> Floats:
        """float32[c, n]: the weights (float32[w]) of what both hold, added up."""
        told = weighted(self.network.holds[rows], columns=weight)
        return np.asarray((told @ self.network.holds.T).toarray())

    def _alike_friends(self, rows: Ints) -> Floats:
        known = self.network.knows[rows]
        friends, place = np.unique(known.indices, return_inverse=True)
        among = csr_array((self.root[known.indices], place, known.indptr), shape=(len(rows), len(friends)))
        return np.asarray((among @ self.alike.of(friends)).toarray())

    def _walk(self, begin: Floats) -> Floats:
        """Where one is who goes from friend to friend, and now and then begins anew with somebody like oneself."""
        here = begin
        for _ in range(STEPS):
            here = GOES_ON * self.a_step_on(here * self.root**2) + (1 - GOES_ON) * begin
        return np.asarray(here)


def strengths_of(network: Network) -> Strengths:
    root = (1 / np.sqrt(np.maximum(network.degree, 1))).astype(np.float32)
    return Strengths(network, root, likeness(network))
