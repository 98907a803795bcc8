"""What related.py adds, in compiled loops."""

from typing import NamedTuple

import numpy as np

from apps.matching.engine.arrays import Floats, Ints
from apps.matching.engine.compiling import compiled


class Kindred(NamedTuple):
    """s seats of n people in g groups, by k keys of facts; see related.Related."""

    offsets: Ints  # [n + 1] into seats, by person
    groups: Ints  # [s]
    fact_offsets: Ints  # [s + 1] into keys
    keys: Ints
    group_offsets: Ints  # [g + 1] into people
    people: Ints  # who is in it
    holder_offsets: Ints  # [k + 1] into holders
    holders: Ints  # who holds it
    values: Floats  # [g]


@compiled
def add_related(row: int, kindred: Kindred, shut: Ints, best_of: Floats, carrying: Floats, start: int) -> None:
    """best_of: as wide as the circle, and empty; it is left so. shut: as wide; whom each seat was closed to last."""
    begin, end = kindred.offsets[row], kindred.offsets[row + 1]
    for seat in range(begin, end):
        _shut(seat, kindred, shut, start)
        group = kindred.groups[seat]
        value = kindred.values[group]
        for place in range(kindred.group_offsets[group], kindred.group_offsets[group + 1]):
            at = kindred.people[place] - start
            if shut[at] != seat and value > best_of[at]:
                carrying[at] += value - best_of[at]
                best_of[at] = value
    for seat in range(begin, end):
        group = kindred.groups[seat]
        for place in range(kindred.group_offsets[group], kindred.group_offsets[group + 1]):
            best_of[kindred.people[place] - start] = np.float32(0)


@compiled
def _shut(seat: int, kindred: Kindred, shut: Ints, start: int) -> None:
    """To those who share a topic of that group."""
    for fact in range(kindred.fact_offsets[seat], kindred.fact_offsets[seat + 1]):
        key = kindred.keys[fact]
        for place in range(kindred.holder_offsets[key], kindred.holder_offsets[key + 1]):
            shut[kindred.holders[place] - start] = seat
