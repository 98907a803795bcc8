"""What the whole refresh of a circle said of its members, for those who change later: what being in a pair costs them,
and below what worth nobody comes onto their full list. In as few bytes as it takes: most cost nothing and have room."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from apps.matching.engine.arrays import Floats
from apps.matching.engine.facts import CircleFacts

_KEPT = np.dtype([("user", "<i8"), ("price", "<f4"), ("bar", "<f4")])


def packed(facts: CircleFacts, price: Floats, bar: Floats, circles: int) -> list[bytes]:
    """Of each of so many circles; price, bar: float32[n], the bar -inf where there is room."""
    said = np.flatnonzero((price > 0) | (bar > -np.inf))
    kept = np.empty(len(said), _KEPT)
    kept["user"], kept["price"], kept["bar"] = facts.members[said], price[said], bar[said]
    numbers = np.arange(circles + 1)
    return [kept[start:end].tobytes() for start, end in pairwise(np.searchsorted(facts.circle_of[said], numbers))]


def unpacked(kept: Sequence[bytes], facts: CircleFacts) -> tuple[Floats, Floats]:
    """(price, bar), float32[n] each; kept: of each circle. Of those who have come since nothing was said."""
    price, bar = np.zeros(len(facts.members), np.float32), np.full(len(facts.members), -np.inf, np.float32)
    ends = np.searchsorted(facts.circle_of, np.arange(len(kept) + 1))
    for content, (start, end) in zip(kept, pairwise(ends.tolist()), strict=True):
        rows, members = np.frombuffer(content, _KEPT), facts.members[start:end]
        at = np.searchsorted(members, rows["user"])
        here = at < len(members)
        here[here] = members[at[here]] == rows["user"][here]
        price[start + at[here]], bar[start + at[here]] = rows["price"][here], rows["bar"][here]
    return price, bar
