"""Which pairs come first, when everybody may be in a few of them only: what is best for all together, and something for
everybody. Whoever many would like to meet has a price, which grows until no more want them than they have room for
(Bertsekas 1988, the auction; here all prices move at once, by subgradients of the linear programme's dual)."""

import numpy as np

from apps.matching.engine.arrays import Anything, Bools, Floats, Ints

ROUNDS = 120
# A price moves by so much of what a pair is worth in the middle, and after so many rounds by half of it.
STEP, CALMER = 0.3, 8


def prices(low: Ints, high: Ints, value: Floats, *, size: int, most: int) -> Floats:
    """float32[size]: what being in a pair costs each person. low, high: [p] people of each pair; value: [p] above 0;
    most: in how many pairs anybody may be."""
    price = np.zeros(size, np.float64)
    if not len(value) or np.bincount(np.concatenate([low, high])).max() <= most:
        return price.astype(np.float32)
    ends, middle = np.concatenate([low, high]), float(np.median(value))
    for turn in range(ROUNDS):
        wanted = value > price[low] + price[high]
        asked = np.bincount(ends[np.tile(wanted, 2)], minlength=size)
        step = middle * STEP / (1 + turn / CALMER)
        price = np.maximum(price + step * (asked - most) / np.maximum(asked, most), 0)
    return price.astype(np.float32)


def chosen(low: Ints, high: Ints, value: Floats, price: Floats, *, most: int) -> Bools:
    """bool[p]: the pairs that are worth most beyond both prices, nobody in more than `most` of them; of equal ones
    those of lower indexes. Hardly anybody who is in any pair is left with none: somebody who has several spares one."""
    gain = value - price[low] - price[high]
    order = np.lexsort((high, low, -gain))
    taken, deg = np.zeros(len(value), bool), np.zeros(len(price), np.int64)
    _fill(low, high, order, taken, deg, most)
    _help_those_without(low, high, order, taken, deg, most)
    _fill(low, high, order, taken, deg, most)
    return taken


def _fill(low: Ints, high: Ints, order: Ints, taken: Bools, deg: Anything, most: int) -> None:
    """With whoever has room, as long as two have. Changes taken and deg."""
    people = zip(order.tolist(), low[order].tolist(), high[order].tolist(), strict=True)
    for pair, one, other in people:
        if deg[one] < most and deg[other] < most and not taken[pair]:
            taken[pair] = True
            deg[one] += 1
            deg[other] += 1


def _help_those_without(low: Ints, high: Ints, order: Ints, taken: Bools, deg: Anything, most: int) -> None:
    """By taking the place of their partner's last pair with somebody who has others. Changes taken and deg."""
    alone = (deg == 0)[low] | (deg == 0)[high]
    for pair in order[alone[order]].tolist():
        people = (low[pair], high[pair])
        if deg[people[0]] and deg[people[1]]:
            continue
        full = [one for one in people if deg[one] == most]
        theirs = [_spared(low, high, order, taken, deg, one) for one in full]
        if None in theirs:
            continue
        for gone in (spared for spared in theirs if spared is not None):
            taken[gone] = False
            deg[low[gone]] -= 1
            deg[high[gone]] -= 1
        taken[pair] = True
        deg[people[0]] += 1
        deg[people[1]] += 1


def _spared(low: Ints, high: Ints, order: Ints, taken: Bools, deg: Anything, one: int) -> int | None:
    """The last pair of this person whose other person has more than it."""
    mine = order[taken[order] & ((low[order] == one) | (high[order] == one))]
    others = np.where(low[mine] == one, high[mine], low[mine])
    spare = mine[deg[others] > 1]
    return int(spare[-1]) if len(spare) else None
