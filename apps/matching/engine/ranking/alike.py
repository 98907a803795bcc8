"""Who is like whom: the cosine of two people's facts, each fact weighed by how few hold it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, vstack

from apps.matching.engine.arrays import Floats, Ints, slices
from apps.matching.engine.ranking.network import Network, owners_of, weighted

# So many of the most alike are remembered of each person; of fewer people all are.
MOST_ALIKE = 400
# Cells of a block of likenesses: memory against speed.
CELLS = 1 << 21
# For so many of them, or more, it is worked out for everybody and kept.
MANY = 8


@dataclass(frozen=True)
class Likeness:
    """Of n people who hold some of w facts."""

    facts: csr_array  # float32[n, w] each row of length 1

    def of(self, rows: Ints) -> csr_array:
        """float32[c, n]: of each of these people the squared cosine with those most like them, nobody with themselves.
        Squared, because a few who are very much alike say more than many who are a little alike."""
        if len(rows) * MANY >= self.facts.shape[0] or "everybody" in self.__dict__:
            return self.everybody[rows]
        return self._worked_out(rows)

    def all_of(self, rows: Ints) -> Floats:
        """float32[c, n]: the same with everybody, themselves too."""
        return np.asarray((self.facts[rows] @ self._back).toarray()) ** 2

    @cached_property
    def everybody(self) -> csr_array:
        return self._worked_out(np.arange(self.facts.shape[0]))

    def _worked_out(self, rows: Ints) -> csr_array:
        people = self.facts.shape[0]
        parts = slices(rows, max(1, CELLS // max(people, 1)))
        blocks = [_most((self.facts[part] @ self._back).toarray(), part) for part in parts]
        return vstack(blocks, format="csr") if blocks else csr_array((0, people), dtype=np.float32)

    @cached_property
    def _back(self) -> csr_array:
        return self.facts.T.tocsr()


def likeness(network: Network) -> Likeness:
    facts = weighted(network.holds, columns=network.surprise)
    length = np.sqrt(np.bincount(owners_of(facts), facts.data**2, network.size))
    return Likeness(weighted(facts, rows=1 / np.maximum(length, 1e-6)))


def _most(cosines: Floats, rows: Ints) -> csr_array:
    """cosines: float32[c, n] of these people."""
    cosines[np.arange(len(cosines)), rows] = 0
    people = cosines.shape[1]
    if people > MOST_ALIKE:
        least = np.partition(cosines, people - MOST_ALIKE, axis=1)[:, people - MOST_ALIKE]
        cosines[cosines < least[:, None]] = 0
    return csr_array(cosines**2)
