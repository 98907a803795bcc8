"""Evidence that sums up: one person's weights times what the other holds, added over everything both have."""

from dataclasses import dataclass
from functools import cached_property

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

    def where(self, chosen: Bools) -> "Terms":
        return Terms(self.people[chosen], self.columns[chosen], self.weights[chosen], self.common[chosen])


@dataclass(frozen=True, slots=True)
class Block:
    """Weighted bits of c people with everybody. Only a pair with something in `carrying` can be returned."""

    carrying: Floats  # [c, n]
    aside: Floats | None  # [c, n]; None where nothing in the circle is that common


@dataclass(frozen=True)
class Sums:
    left: csr_array  # float32[n, columns]
    right: csr_array  # float32[columns, n] ones
    common_left: csr_array  # float32[n, q] of the few columns that half the circle holds
    common_right: csr_array  # float32[q, n] ones

    @cached_property
    def common(self) -> tuple[Floats, Floats]:
        """Nearly everybody holds them."""
        return self.common_left.toarray(), self.common_right.toarray()

    def block(self, rows: Ints) -> Block:
        left, right = self.common
        aside = left[rows] @ right if len(right) else None
        return Block((self.left[rows] @ self.right).toarray(), aside)


def summed(terms: Terms, holders: Ints, held: Ints, shape: tuple[int, int]) -> Sums:
    """holders[h] holds column held[h]; shape: people and columns."""
    rare = ~terms.common
    common, column = np.unique(terms.columns[terms.common], return_inverse=True)
    place = np.full(shape[1], -1)
    place[common] = np.arange(len(common))
    chosen = place[held] >= 0
    aside = (shape[0], len(common))
    return Sums(
        left=indexed(terms.weights[rare], terms.people[rare], terms.columns[rare], shape),
        right=indexed(np.ones(len(held), np.float32), held, holders, shape[::-1]),
        common_left=indexed(terms.weights[terms.common], terms.people[terms.common], column, aside),
        common_right=indexed(
            np.ones(np.count_nonzero(chosen), np.float32), place[held[chosen]], holders[chosen], aside[::-1]
        ),
    )


def indexed(weights: Floats, rows: Ints, columns: Ints, shape: tuple[int, int]) -> csr_array:
    """With indexes half as wide as ours: scipy keeps those that it is given, and the compiled loops would copy them."""
    return csr_array((weights, (rows.astype(np.int32), columns.astype(np.int32))), shape=shape)
