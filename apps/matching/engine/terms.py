"""Evidence that sums up: one person's weights times what the other holds, added over everything both have."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from apps.matching.engine.arrays import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Terms:
    """For a pair (a, b): the sum of a's weights in those columns that b holds. l weights, in any order."""

    people: Ints  # [l]
    columns: Ints  # [l]
    weights: Floats  # [l] on the grid
    common: Bools  # [l] too common to carry a suggestion

    @classmethod
    def joined(cls, parts: list["Terms"]) -> "Terms":
        names = ("people", "columns", "weights", "common")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True, slots=True)
class Block:
    """Weighted bits of c people with everybody. Only a pair with something in `carrying` can be returned."""

    carrying: Floats  # [c, n]
    aside: Floats | None  # [c, n]; None where nothing in the circle is that common


@dataclass(frozen=True, slots=True)
class Sums:
    left: csr_array  # float32[n, columns]
    right: csr_array  # float32[columns, n] ones
    common_left: Floats  # [n, q] of the few columns that half the circle holds
    common_right: Floats  # [q, n] ones

    def block(self, rows: Ints) -> Block:
        common = self.common_left.shape[1] > 0
        aside = self.common_left[rows] @ self.common_right if common else None
        return Block((self.left[rows] @ self.right).toarray(), aside)


def summed(terms: Terms, holders: Ints, held: Ints, shape: tuple[int, int]) -> Sums:
    """holders[h] holds column held[h]; shape: people and columns."""
    rare = ~terms.common
    where = (terms.people[rare], terms.columns[rare])
    common, column = np.unique(terms.columns[terms.common], return_inverse=True)
    left, right = (np.zeros((shape[0], len(common)), np.float32) for _ in range(2))
    np.add.at(left, (terms.people[terms.common], column), terms.weights[terms.common])
    place = np.full(shape[1], -1)
    place[common] = np.arange(len(common))
    chosen = place[held] >= 0
    right[holders[chosen], place[held[chosen]]] = 1
    return Sums(
        left=csr_array((terms.weights[rare], where), shape=shape),
        right=csr_array((np.ones(len(held), np.float32), (held, holders)), shape=shape[::-1]),
        common_left=left,
        common_right=right.T,
    )
