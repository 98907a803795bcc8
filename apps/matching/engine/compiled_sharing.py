"""What sharing.py does, for many circles at once."""

import numpy as np

from apps.matching.engine.arrays import Anything, Bools, Floats, Ints
from apps.matching.engine.compiling import compiled
from apps.matching.engine.sharing import CALMER, ROUNDS, STEP


def prices(low: Ints, high: Ints, value: Floats, *, circles: Ints, most: int) -> Floats:
    """As sharing.prices of each circle; circles: int64[n], ascending."""
    middle = np.zeros(len(circles))
    times = np.bincount(np.concatenate([low, high]), minlength=len(circles))
    of = circles[low]
    for circle in np.unique(circles[times > most]).tolist():
        here = slice(*np.searchsorted(of, [circle, circle + 1]))
        middle[slice(*np.searchsorted(circles, [circle, circle + 1]))] = np.median(value[here])
    return _prices(low, high, value, middle, most).astype(np.float32)


def chosen(low: Ints, high: Ints, value: Floats, price: Floats, *, most: int) -> Bools:
    """As sharing.chosen."""
    order = np.lexsort((high, low, -(value - price[low] - price[high])))
    return _chosen(low, high, order, len(price), most)


@compiled
def _prices(low: Ints, high: Ints, value: Floats, middle: Anything, most: int) -> Anything:
    price, asked = np.zeros(len(middle)), np.zeros(len(middle), np.int64)
    for turn in range(ROUNDS):
        asked[:] = 0
        for pair in range(len(low)):
            if value[pair] > price[low[pair]] + price[high[pair]]:
                asked[low[pair]] += 1
                asked[high[pair]] += 1
        for one in range(len(middle)):
            if middle[one] > 0:
                step = middle[one] * STEP / (1 + turn / CALMER)
                price[one] = max(price[one] + step * (asked[one] - most) / max(asked[one], most), 0.0)
    return price


@compiled
def _chosen(low: Ints, high: Ints, order: Ints, size: int, most: int) -> Bools:
    taken, deg = np.zeros(len(low), np.bool_), np.zeros(size, np.int64)
    _fill(low, high, order, taken, deg, most)
    _help_those_without(low, high, order, taken, deg, most)
    _fill(low, high, order, taken, deg, most)
    return taken


@compiled
def _fill(low: Ints, high: Ints, order: Ints, taken: Bools, deg: Ints, most: int) -> None:
    for pair in order:
        one, other = low[pair], high[pair]
        if deg[one] < most and deg[other] < most and not taken[pair]:
            taken[pair] = True
            deg[one] += 1
            deg[other] += 1


@compiled
def _by_person(low: Ints, high: Ints, order: Ints, size: int) -> tuple[Ints, Ints]:
    """(offsets, pairs): the pairs of each person, in this order."""
    offsets = np.zeros(size + 1, np.int64)
    for pair in order:
        offsets[low[pair] + 1] += 1
        offsets[high[pair] + 1] += 1
    offsets = np.cumsum(offsets)
    ends, pairs = offsets[:-1].copy(), np.empty(2 * len(order), np.int64)
    for pair in order:
        for one in (low[pair], high[pair]):
            pairs[ends[one]] = pair
            ends[one] += 1
    return offsets, pairs


@compiled
def _help_those_without(low: Ints, high: Ints, order: Ints, taken: Bools, deg: Ints, most: int) -> None:
    offsets, pairs = _by_person(low, high, order, len(deg))
    without = deg == 0
    for pair in order:
        one, other = low[pair], high[pair]
        if not (without[one] or without[other]) or (deg[one] > 0 and deg[other] > 0):
            continue
        gone, also = -1, -1
        if deg[one] == most:
            gone = _spared(one, low, high, offsets, pairs, taken, deg)
        if deg[other] == most:
            also = _spared(other, low, high, offsets, pairs, taken, deg)
        if (deg[one] == most and gone < 0) or (deg[other] == most and also < 0):
            continue
        for spare in (gone, also):
            if spare >= 0:
                taken[spare] = False
                deg[low[spare]] -= 1
                deg[high[spare]] -= 1
        taken[pair] = True
        deg[one] += 1
        deg[other] += 1


@compiled
def _spared(one: int, low: Ints, high: Ints, offsets: Ints, pairs: Ints, taken: Bools, deg: Ints) -> int:
    for place in range(offsets[one + 1] - 1, offsets[one] - 1, -1):
        pair = pairs[place]
        other = high[pair] if low[pair] == one else low[pair]
        if taken[pair] and deg[other] > 1:
            return int(pair)
    return -1
