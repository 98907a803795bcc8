from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.matching.engine.arrays import Anything, Ints


@dataclass(frozen=True, slots=True)
class CircleFacts:
    """One circle, already filtered by the services to facts that every circle-mate may see. n people, t facts, m ties,
    x exclusions, b beside; the t-arrays run parallel, in any order. Dtypes are what it is fast with, not a demand."""

    members: Ints  # [n] user ids, strictly ascending
    trait_ids: Ints  # [t] ids of the facts
    owners: npt.NDArray[np.integer]  # [t] indexes into members
    topics: Ints  # [t] topic ids
    kinds: npt.NDArray[np.integer]  # [t] codes of Kind
    year_from: npt.NDArray[np.integer]  # [t] 0: unknown
    year_to: npt.NDArray[np.integer]  # [t] 0: unknown
    latitude: npt.NDArray[np.floating]  # [t] degrees; nan: unknown
    longitude: npt.NDArray[np.floating]  # [t]
    holders: npt.NDArray[np.integer]  # [t] people in the whole network who hold the topic openly
    ties: npt.NDArray[np.integer]  # [m, 2] indexes of members who openly know each other; they are scored like any pair
    excluded: npt.NDArray[np.integer]  # [x, 2] indexes of members never to be returned together
    population: int  # people in the whole network
    # [s] indexes of members who never count as an acquaintance in common: the circle's curators
    silent: npt.NDArray[np.integer] = field(default_factory=lambda: np.empty(0, np.int64))
    # [b, 2] indexes of members who are returned together without taking a place that others could have
    beside: npt.NDArray[np.integer] = field(default_factory=lambda: np.empty((0, 2), np.int64))

    def __post_init__(self) -> None:
        if len(self.members) and np.any(np.diff(self.members) <= 0):
            raise ValueError("members must be strictly ascending")
        if {len(column) for column in self.columns().values()} != {len(self.trait_ids)}:
            raise ValueError("the columns of facts differ in length")
        for pointers in (self.owners, self.ties, self.excluded, self.silent, self.beside):
            if pointers.size and not (pointers.min() >= 0 and pointers.max() < len(self.members)):
                raise ValueError("an index points at nobody")

    def columns(self) -> dict[str, Anything]:
        return {name: getattr(self, name) for name in COLUMNS}

    def in_order(self) -> "CircleFacts":
        """The same facts in one canonical order, each (owner, kind, topic) and each pair of people once."""
        order = np.lexsort((self.trait_ids, self.topics, self.kinds, self.owners))
        told = np.stack([self.owners, self.kinds, self.topics])[:, order]
        first = np.ones(len(order), bool)
        first[1:] = np.any(told[:, 1:] != told[:, :-1], axis=0)
        columns: dict[str, Any] = {name: column[order[first]] for name, column in self.columns().items()}
        pairs: dict[str, Any] = {name: self._pairs(getattr(self, name)) for name in ("ties", "excluded", "beside")}
        return replace(self, **columns, **pairs)

    def _pairs(self, pairs: npt.NDArray[np.integer]) -> Ints:
        """int64[m, 2]: low before high, each once, nobody with themselves."""
        one, other = pairs.reshape(-1, 2).astype(np.int64).T
        low, high, size = np.minimum(one, other), np.maximum(one, other), len(self.members)
        return np.stack(np.divmod(np.unique((low * size + high)[low < high]), max(size, 1)), axis=1)


COLUMNS = (
    "trait_ids", "owners", "topics", "kinds", "year_from", "year_to", "latitude", "longitude", "holders",
)  # fmt: skip
