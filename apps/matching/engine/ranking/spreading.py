"""Lists for many people at once, spread over those who are on them: accuracy alone shows the same few to everybody."""

from dataclasses import dataclass

import numpy as np

from apps.matching.engine.arrays import Floats, Ints

# Of each person's best so many may come onto the list.
CONSIDERED = 60
# What being on one more list costs, in standard deviations of what people are worth; less where everybody is on many.
PRICE, LESS = 0.15, 0.9


@dataclass(frozen=True)
class Ranked:
    """c people's best, best first; of equal ones the lower index."""

    people: Ints  # [c, CONSIDERED or fewer]
    worth: Floats  # the same shape; -inf is nobody
    unit: float  # standard deviation of what everybody who may be met is worth

    @classmethod
    def joined(cls, parts: list["Ranked"]) -> "Ranked":
        people, worth = (np.concatenate([getattr(part, name) for part in parts]) for name in ("people", "worth"))
        units, lengths = [part.unit for part in parts], [len(part.people) for part in parts]
        return cls(people, worth, float(np.average(units, weights=lengths)))


def ranked(worth: Floats) -> Ranked:
    """worth: float32[c, n], -inf where somebody may not be met."""
    free = worth[worth > -np.inf]
    most = min(CONSIDERED, worth.shape[1])
    at = np.sort(np.argpartition(-worth, most - 1, axis=1)[:, :most], axis=1)
    order = np.argsort(-np.take_along_axis(worth, at, 1), axis=1, kind="stable")
    at = np.take_along_axis(at, order, 1)
    return Ranked(at, np.take_along_axis(worth, at, 1), float(free.std()) if len(free) else 0.0)


def spread(found: Ranked, *, length: int, size: int) -> list[Ints]:
    """For each of them who is on the list, best first: everybody gets a first, then everybody a second …, and whoever
    is on a list becomes a little dearer for the next. size: how many people there are."""
    lists_each = len(found.people) * length / max(size, 1)
    price = PRICE * found.unit / max(1.0, lists_each) ** LESS
    shown, left = np.zeros(size, np.float32), found.worth.copy()
    lists: list[list[int]] = [[] for _ in found.people]
    for _ in range(min(length, found.people.shape[1])):
        for row, chosen in enumerate(lists):
            at = int(np.argmax(left[row] - price * shown[found.people[row]]))
            if left[row, at] > -np.inf:
                shown[found.people[row, at]] += 1
                left[row, at] = -np.inf
                chosen.append(at)
    return [found.people[row, sorted(chosen)] for row, chosen in enumerate(lists)]
