from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from math import isnan

import numpy as np
import numpy.typing as npt

from apps.matching.engine.arrays import Bools, Floats, Ints

# [type, fact of low, fact of high, bits, km or None], as a Candidate keeps it.
Line = tuple[int, int, int, float, float | None]


class EvidenceType(IntEnum):
    """Codes are stored: append, never renumber."""

    SHARED = 1  # the same topic; facts are trait ids
    NEAR = 2  # two topics of the same kind close by; facts are trait ids
    ACQUAINTANCE = 3  # somebody both know; both facts are her user id
    SEEKS_OFFERS = 4  # what one seeks the other offers; facts are trait ids
    RELATED = 5  # two interests of one group of the vocabulary; facts are trait ids


@dataclass(frozen=True, slots=True)
class Cited:
    """Evidence for some pairs, e lines in any order."""

    pair: Ints  # [e] index of the pair it speaks for
    type: npt.NDArray[np.int8]  # [e]
    fact_low: Ints  # [e] fact of the pair's low person
    fact_high: Ints  # [e]
    bits: Floats  # [e] how unlikely it is by chance, before the type's weight
    km: Floats  # [e] nan but for NEAR


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """p pairs in ascending order of (circle, low, high); pair i's evidence stands at offsets[i] … offsets[i + 1],
    strongest first."""

    low: Ints  # [p] user ids, low < high
    high: Ints  # [p]
    score: Floats  # [p]
    worth_low: Floats  # [p] what the pair is worth to low; nan where high is not on low's list
    worth_high: Floats  # [p]
    first: Bools  # [p] comes before the others
    price: Floats  # [n] what being in a pair costs each member
    bar: Floats  # [n] what the last one of each member's list is worth, -inf where there is room
    offsets: Ints  # [p + 1]
    type: npt.NDArray[np.int8]  # [e]
    fact_low: Ints  # [e]
    fact_high: Ints  # [e]
    bits: Floats  # [e]
    km: Floats  # [e]
    circles: Ints  # [p] the number of each pair's circle

    def __len__(self) -> int:
        return len(self.low)

    def places(self) -> Iterator[tuple[float | None, float | None, bool]]:
        """What each pair is worth to its low and to its high person, where it is on their list, and whether it comes
        before the others."""
        for low, high, first in zip(*(a.tolist() for a in (self.worth_low, self.worth_high, self.first)), strict=True):
            yield None if isnan(low) else low, None if isnan(high) else high, first

    def rows(self) -> Iterator[tuple[int, int, float, list[Line]]]:
        """(low, high, score, evidence) in plain Python values, ready for JSON."""
        kms = (None if np.isnan(km) else round(km, 2) for km in self.km.tolist())
        columns = (self.type, self.fact_low, self.fact_high, self.bits)
        lines: list[Line] = list(zip(*(column.tolist() for column in columns), kms, strict=True))
        ends = self.offsets.tolist()
        pairs = zip(self.low.tolist(), self.high.tolist(), self.score.tolist(), ends, ends[1:], strict=False)
        for low, high, score, start, end in pairs:
            yield low, high, score, lines[start:end]


def together(parts: list[Cited]) -> Cited:
    names = ("pair", "type", "fact_low", "fact_high", "bits", "km")
    return Cited(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def cited(
    kind: EvidenceType, pair: Ints, fact_low: Ints, fact_high: Ints, bits: Floats, km: Floats | None = None
) -> Cited:
    km = np.full(len(pair), np.nan, np.float32) if km is None else km
    return Cited(pair, np.full(len(pair), kind, np.int8), fact_low, fact_high, bits, km)


def strongest(found: Cited, pairs: int, *, most: int) -> tuple[Ints, Cited]:
    """(offsets int64[pairs + 1], the lines kept): by pair, then by bits; ties by type and facts."""
    order = np.lexsort((found.fact_high, found.fact_low, found.type, -found.bits, found.pair))
    pair = found.pair[order]
    starts = np.searchsorted(pair, np.arange(pairs + 1))
    kept = np.arange(len(pair)) - starts[pair] < most
    offsets = np.concatenate([[0], np.cumsum(np.minimum(np.diff(starts), most))]).astype(np.int64)
    order = order[kept]
    names = ("pair", "type", "fact_low", "fact_high", "bits", "km")
    return offsets, Cited(*(getattr(found, name)[order] for name in names))


def one_after_the_other(parts: list[ScoredPairs]) -> ScoredPairs:
    """Of circles that were scored alone, as if they had stood side by side."""
    of_pairs = ("low", "high", "score", "worth_low", "worth_high", "first")
    names = (*of_pairs, "price", "bar", "type", "fact_low", "fact_high", "bits", "km")
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    offsets = np.cumsum(np.concatenate([[0], *(np.diff(part.offsets) for part in parts)])).astype(np.int64)
    circles = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return ScoredPairs(**columns, offsets=offsets, circles=circles)
