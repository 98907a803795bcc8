from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.matching.engine.arrays import Anything, Ints, unordered
from apps.matching.engine.kin import Kin


@dataclass(frozen=True, slots=True)
class CircleFacts:
    """One circle, or several that know nothing of each other, already filtered by the services to facts that every
    circle-mate may see. n people, t facts, m ties, x exclusions, b beside; the t-arrays run parallel, in any order.
    Dtypes are what it is fast with, not a demand. Whoever is in two circles is two of the n."""

    members: Ints  # [n] user ids, strictly ascending, in each circle anew
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
    # [b, 2] indexes of members who are returned together without taking a place that others could have
    beside: npt.NDArray[np.integer] = field(default_factory=lambda: np.empty((0, 2), np.int64))
    # [n] the number of each member's circle, ascending; empty where there is one
    circles: npt.NDArray[np.integer] = field(default_factory=lambda: np.empty(0, np.int64))
    kin: Kin = field(default_factory=Kin.none)

    def __post_init__(self) -> None:
        of, next_of = self.circle_of[:-1], self.circle_of[1:]
        if np.any((next_of < of) | ((next_of == of) & (np.diff(self.members) <= 0))):
            raise ValueError("members must be strictly ascending")
        if {len(column) for column in self.columns().values()} != {len(self.trait_ids)}:
            raise ValueError("the columns of facts differ in length")
        for pointers in (self.owners, self.ties, self.excluded, self.beside):
            if pointers.size and not (pointers.min() >= 0 and pointers.max() < len(self.members)):
                raise ValueError("an index points at nobody")
        for pairs in (self.ties, self.excluded, self.beside):
            if np.any(self.circle_of[pairs[:, 0]] != self.circle_of[pairs[:, 1]]):
                raise ValueError("two are of different circles")

    @property
    def circle_of(self) -> Ints:
        """int64[n]"""
        return self.circles.astype(np.int64) if len(self.circles) else np.zeros(len(self.members), np.int64)

    @property
    def sizes(self) -> Ints:
        """int64[n]: how many are in each member's circle."""
        starts, ends = self.bounds
        return ends - starts

    @property
    def bounds(self) -> tuple[Ints, Ints]:
        """int64[n] each: the members of each member's circle stand from the one to the other."""
        of = self.circle_of
        return np.searchsorted(of, of).astype(np.int64), np.searchsorted(of, of, side="right").astype(np.int64)

    def columns(self) -> dict[str, Anything]:
        return {name: getattr(self, name) for name in COLUMNS}

    def apart(self) -> "CircleFacts":
        """The same with topics of its own for each circle, so that no two of different circles share one."""
        if not len(self.circles):
            return self
        known, topics = np.unique(self.topics, return_inverse=True)
        span = max(len(known), 1)
        kin = self.kin.renumbered(known.astype(np.int64), span)
        return replace(self, topics=self.circle_of[self.owners] * span + topics.astype(np.int64), kin=kin)

    def alone(self) -> list["CircleFacts"]:
        """Circle by circle."""
        of = self.circle_of
        starts = np.searchsorted(of, np.arange(int(of.max(initial=-1)) + 2)).tolist()
        return [self._part(start, end) for start, end in pairwise(starts)]

    def _part(self, start: int, end: int) -> "CircleFacts":
        owned = (self.owners >= start) & (self.owners < end)
        columns: dict[str, Any] = {name: column[owned] for name, column in self.columns().items()}
        columns["owners"] = columns["owners"] - start
        for name in ("ties", "excluded", "beside"):
            pointers = getattr(self, name)
            columns[name] = pointers[(pointers[:, 0] >= start) & (pointers[:, 0] < end)] - start
        return replace(self, **columns, members=self.members[start:end], circles=self.circles[:0])

    def in_order(self) -> "CircleFacts":
        """The same facts in one canonical order, each (owner, kind, topic) and each pair of people once."""
        order = np.lexsort((self.trait_ids, self.topics, self.kinds, self.owners))
        told = np.stack([self.owners, self.kinds, self.topics])[:, order]
        first = np.ones(len(order), bool)
        first[1:] = np.any(told[:, 1:] != told[:, :-1], axis=0)
        columns: dict[str, Any] = {name: column[order[first]] for name, column in self.columns().items()}
        size = len(self.members)
        pairs: dict[str, Any] = {name: unordered(getattr(self, name), size) for name in ("ties", "excluded", "beside")}
        return replace(self, **columns, **pairs)


COLUMNS = (
    "trait_ids", "owners", "topics", "kinds", "year_from", "year_to", "latitude", "longitude", "holders",
)  # fmt: skip


def side_by_side(parts: Sequence[CircleFacts]) -> CircleFacts:
    """Several circles of one network, and so of one vocabulary, in this order, to be scored at once."""
    counts = [len(part.members) for part in parts]
    before = (np.cumsum(counts) - counts).tolist()
    pointers = ("owners", "ties", "excluded", "beside")
    starting = list(zip(parts, before, strict=True))
    moved = {name: [getattr(part, name) + first for part, first in starting] for name in pointers}
    columns = {name: [getattr(part, name) for part in parts] for name in ("members", *COLUMNS) if name not in moved}
    arrays: dict[str, Any] = {name: np.concatenate(found) for name, found in (columns | moved).items()}
    circles = np.repeat(np.arange(len(parts)), counts)
    return CircleFacts(**arrays, population=parts[0].population, circles=circles, kin=parts[0].kin)
