from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Bools, Floats, Ints
from apps.matching.engine.settings import Settings


@dataclass(frozen=True, slots=True)
class Pairs:
    """p pairs of indexes of members with their scores."""

    person: Ints  # [p]
    other: Ints  # [p]
    score: Floats  # [p]

    @classmethod
    def none(cls) -> "Pairs":
        return cls(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))

    @classmethod
    def joined(cls, parts: list["Pairs"]) -> "Pairs":
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("person", "other", "score")))

    def where(self, chosen: Bools | Ints) -> "Pairs":
        return Pairs(self.person[chosen], self.other[chosen], self.score[chosen])


def best_of(rows: Ints, scores: Floats, settings: Settings) -> Pairs:
    """Each row's `settings.keep` best above the threshold, best first, of equal ones the lower index; scores [c, n]."""
    least = _least(scores, settings)
    row, other = np.nonzero((scores >= least[:, None]) & (scores > 0))
    score = scores[row, other]
    order = np.lexsort((other, -score, row))
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    order = order[rank < settings.keep]
    return Pairs(rows[row[order]], other[order], score[order])


def _least(scores: Floats, settings: Settings) -> Floats:
    """float32[c]: the threshold, or the score of the last one that may be kept where more pass it."""
    least = np.full(len(scores), settings.threshold, np.float32)
    full = np.flatnonzero(np.count_nonzero(scores >= settings.threshold, axis=1) > settings.keep)
    if len(full):
        at = scores.shape[1] - settings.keep
        least[full] = np.maximum(least[full], np.partition(scores[full], at, axis=1)[:, at])
    return least


def united(pairs: Pairs) -> Pairs:
    """Each unordered pair once, low before high, in ascending order."""
    low, high = np.minimum(pairs.person, pairs.other), np.maximum(pairs.person, pairs.other)
    order = np.lexsort((high, low))
    low, high = low[order], high[order]
    first = np.ones(len(order), bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return Pairs(low[first], high[first], pairs.score[order][first])
