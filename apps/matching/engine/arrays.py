"""Array idioms that every family of evidence uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Anything = npt.NDArray[Any]

# Strengths are multiples of 1/256 bit. Sums of them below 65,536 are exact in float32, so a score does not depend on
# the order of rows, on which of the two people is asked for, or on how the work was cut into blocks.
GRID = 256


def on_grid(values: Anything) -> Floats:
    return (np.round(values * GRID) / GRID).astype(np.float32)


def spread(starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """(which, position), both int64[sum of counts]: for each i the positions starts[i] … starts[i] + counts[i] - 1."""
    which = np.repeat(np.arange(len(starts)), counts)
    before = np.cumsum(counts) - counts
    return which, np.arange(len(which)) + (starts - before)[which]


def each(offsets: Ints, groups: Ints) -> tuple[Ints, Ints]:
    """(which, position): all positions of each of these groups, group g from offsets[g] to offsets[g + 1]."""
    starts = offsets[groups]
    return spread(starts, offsets[groups + 1] - starts)


def find(codes: Ints, wanted: Ints) -> Ints:
    """int64[len(wanted)]: where each wanted code stands in `codes` (strictly ascending); -1 where it does not."""
    if not len(codes):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.where(codes[at] == wanted, at, -1)


def offsets_of(owners: Ints, size: int) -> Ints:
    """int64[size + 1]: what i owns stands at offsets[i] … offsets[i + 1]; `owners` ascending."""
    return np.searchsorted(owners, np.arange(size + 1)).astype(np.int64)


def distinct(numbers: Ints) -> Ints:
    """Ascending, each once. Numpy's own way, by hashes, takes five times as long for codes such as ours."""
    numbers = np.sort(numbers)
    first = np.ones(len(numbers), bool)
    first[1:] = numbers[1:] != numbers[:-1]
    return numbers[first]


def slices(array: Ints, length: int) -> Iterator[Ints]:
    for start in range(0, len(array), length):
        yield array[start : start + length]


def unordered(pairs: npt.NDArray[np.integer], size: int) -> Ints:
    """int64[m, 2]: low before high, each once, ascending, nobody with themselves; pairs: [_, 2] indexes below size."""
    one, other = pairs.reshape(-1, 2).astype(np.int64).T
    low, high = np.minimum(one, other), np.maximum(one, other)
    return np.stack(np.divmod(distinct((low * size + high)[low < high]), max(size, 1)), axis=1)


@dataclass(frozen=True, slots=True)
class Grouped:
    """Numbers in groups 0 … g - 1."""

    items: Ints
    offsets: Ints  # [g + 1] into items

    @classmethod
    def of(cls, groups: Ints, items: Ints, count: int) -> "Grouped":
        order = np.argsort(groups, kind="stable")
        return cls(items[order], offsets_of(groups[order], count))

    def expand(self, groups: Ints) -> tuple[Ints, Ints]:
        """(which, item): every item of each of these groups."""
        which, at = each(self.offsets, groups)
        return which, self.items[at]

    def codes(self) -> Ints:
        """int64[items]: group and item in one number, ascending, where the items of a group are below the number of
        groups and each stands there once."""
        count = len(self.offsets) - 1
        return distinct(np.repeat(np.arange(count), np.diff(self.offsets)) * count + self.items)
