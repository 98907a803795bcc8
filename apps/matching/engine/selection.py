from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import GRID, Bools, Floats, Ints
from apps.matching.engine.settings import Settings


@dataclass(frozen=True, slots=True)
class Pairs:
    """p places on people's lists, by indexes of members."""

    person: Ints  # [p] whose list it is
    other: Ints  # [p] who is on it
    score: Floats  # [p]
    worth: Floats  # [p] to the person

    @classmethod
    def none(cls) -> "Pairs":
        nobody, nothing = np.empty(0, np.int64), np.empty(0, np.float32)
        return cls(nobody, nobody, nothing, nothing)

    @classmethod
    def joined(cls, parts: list["Pairs"]) -> "Pairs":
        names = ("person", "other", "score", "worth")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def where(self, chosen: Bools | Ints) -> "Pairs":
        return Pairs(self.person[chosen], self.other[chosen], self.score[chosen], self.worth[chosen])


@dataclass(frozen=True, slots=True)
class Twosomes:
    """p pairs of members, each once, in ascending order."""

    low: Ints  # [p] indexes, low < high
    high: Ints  # [p]
    score: Floats  # [p]
    worth_low: Floats  # [p] what it is worth to low; nan where high is not on low's list
    worth_high: Floats  # [p]

    @property
    def value(self) -> Floats:
        """float32[p]: what each is worth to both, above 0."""
        both = np.nan_to_num(self.worth_low) + np.nan_to_num(self.worth_high)
        return np.maximum(both, np.float32(1 / GRID))


def best_of(rows: Ints, scores: Floats, worth: Floats, settings: Settings) -> Pairs:
    """Of each row the `settings.keep` that are worth most, among those with a score above the threshold; best first, of
    equal ones the lower index. scores, worth: [c, n]."""
    worth = np.where((scores >= settings.threshold) & (scores > 0), worth, -np.inf)
    least = _least(worth, settings.keep)
    row, other = np.nonzero((worth >= least[:, None]) & (worth > -np.inf))
    value = worth[row, other]
    order = np.lexsort((other, -value, row))
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    order = order[rank < settings.keep]
    return Pairs(rows[row[order]], other[order], scores[row[order], other[order]], value[order])


def _least(worth: Floats, keep: int) -> Floats:
    """float32[c]: the worth of the last one that may be kept where there are more."""
    least = np.full(len(worth), -np.inf, np.float32)
    full = np.flatnonzero(np.count_nonzero(worth > -np.inf, axis=1) > keep)
    if len(full):
        at = worth.shape[1] - keep
        least[full] = np.partition(worth[full], at, axis=1)[:, at]
    return least


def united(pairs: Pairs) -> Twosomes:
    """Of both people's lists."""
    low, high = np.minimum(pairs.person, pairs.other), np.maximum(pairs.person, pairs.other)
    order = np.lexsort((high, low))
    low, high = low[order], high[order]
    first = np.ones(len(order), bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    number = np.cumsum(first) - 1
    worth = np.full((2, int(first.sum())), np.nan, np.float32)
    worth[(pairs.person[order] == high).astype(np.int64), number] = pairs.worth[order]
    return Twosomes(low[first], high[first], pairs.score[order][first], *worth)
