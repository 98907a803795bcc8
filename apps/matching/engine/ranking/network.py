from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import block_diag, csr_array

from apps.matching.engine.arrays import Anything, Bools, Floats, Ints, distinct, offsets_of, unordered

# As if so many more people had been asked, one of whom holds the fact.
PRIOR = 100


@dataclass(frozen=True)
class Network:
    """n people, the facts that they hold out of w, and who knows whom."""

    holds: csr_array  # float32[n, w] ones
    ties: Ints  # [m, 2] indexes of people, low before high, each once
    # Where the n are part of a larger network: [w] how many hold each fact there, and how many people it has.
    held_around: Ints | None = None
    around: int = 0
    # [w] the same by fact, with the circle that each is of.
    people: Ints | None = None
    # [n] where they are several circles side by side: which one each person is of. Nobody meets anybody of another.
    circle: Ints | None = None

    @property
    def size(self) -> int:
        return int(self.holds.shape[0])

    @cached_property
    def knows(self) -> csr_array:
        """float32[n, n] ones, both ways round."""
        one, other = np.concatenate([self.ties, self.ties[:, ::-1]]).T
        return _ones(one, other, (self.size, self.size))

    @cached_property
    def degree(self) -> Ints:
        """int64[n]: how many each one knows."""
        return np.bincount(self.ties.ravel(), minlength=self.size)

    @cached_property
    def sizes(self) -> Ints:
        """int64[n]: of how many people each one's circle is."""
        return np.full(self.size, self.size) if self.circle is None else np.bincount(self.circle)[self.circle]

    @cached_property
    def ties_around(self) -> Ints:
        """int64[n]: how many ties each one's circle has."""
        if self.circle is None:
            return np.full(self.size, len(self.ties))
        return np.bincount(self.circle[self.ties[:, 0]], minlength=int(self.circle.max(initial=-1)) + 1)[self.circle]

    @cached_property
    def holders(self) -> Ints:
        """int64[w]"""
        here = np.bincount(self.holds.indices, minlength=self.holds.shape[1])
        return here if self.held_around is None else np.maximum(here, self.held_around)

    @cached_property
    def surprise(self) -> Floats:
        """float32[w]: bits, how unlikely it is that somebody met by chance holds it, too."""
        people = max(self.size, self.around) if self.people is None else self.people
        share = (self.holders + 1) / (people + PRIOR)
        return np.maximum(-np.log2(share), 0).astype(np.float32)

    @cached_property
    def rarity(self) -> Floats:
        """float32[w]: one over how many hold it."""
        return (1 / np.maximum(self.holders, 2)).astype(np.float32)

    def with_ties(self, kept: Bools) -> "Network":
        """kept: bool[m]"""
        return replace(self, ties=self.ties[kept])

    def without_facts(self, people: Bools, facts: Bools) -> "Network":
        """people: bool[n], facts: bool[w]; these people hold none of these facts any more."""
        owners, held = owners_of(self.holds), self.holds.indices
        kept = ~(people[owners] & facts[held])
        return replace(self, holds=_ones(owners[kept], held[kept], self.holds.shape))


def network_of(size: int, facts: tuple[Ints, Ints, int], ties: Ints) -> Network:
    """facts: (owners, which, how many there are); ties: int64[m, 2]. Both in any order; what is said twice counts
    once, and nobody knows themselves."""
    owners, which, count = facts
    holding = distinct(owners * max(count, 1) + which)
    return Network(_ones(*np.divmod(holding, max(count, 1)), (size, count)), unordered(ties, size))


def side_by_side(networks: Sequence[Network]) -> Network:
    """At least one, as circles of one network: no fact and no tie goes from one to another."""
    before = np.cumsum([0, *(network.size for network in networks[:-1])])
    return Network(
        holds=csr_array(block_diag([network.holds for network in networks], format="csr", dtype=np.float32)),
        ties=np.concatenate([network.ties + start for network, start in zip(networks, before, strict=True)]),
        held_around=np.concatenate([network.holders for network in networks]),
        around=max(network.around for network in networks),
        circle=np.repeat(np.arange(len(networks)), [network.size for network in networks]),
    )


def weighted(matrix: csr_array, *, rows: Anything | None = None, columns: Anything | None = None) -> csr_array:
    """float32: each row and each column of a matrix times its weight."""
    data = matrix.data
    if rows is not None:
        data = data * rows.astype(np.float32)[owners_of(matrix)]
    if columns is not None:
        data = data * columns.astype(np.float32)[matrix.indices]
    return csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def owners_of(matrix: csr_array) -> Ints:
    """int64[entries]: the row of each entry."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _ones(rows: Ints, columns: Ints, shape: tuple[int, int]) -> csr_array:
    order = np.lexsort((columns, rows))
    rows, columns = rows[order], columns[order]
    columns, offsets = columns.astype(np.int32), offsets_of(rows, shape[0]).astype(np.int32)
    return csr_array((np.ones(len(rows), np.float32), columns, offsets), shape=shape)
