from typing import NamedTuple

import numpy as np

from apps.matching.engine.arrays import Floats, Ints
from apps.matching.engine.compiled import Close, Dated, Lists
from apps.matching.engine.compiled_related import Kindred
from apps.matching.engine.compiling import Matrix, compiled
from apps.matching.engine.ranking.compiled import Ties

# Rows of Compared.scores.
CARRYING, ASIDE, KNOWN, SCORE = range(4)


class Sum(NamedTuple):
    """One person's weights times what the other has, in those columns that both have."""

    short: Matrix  # weights in columns that few have, the rarest first
    holders: Matrix  # who has each of those, and with what value
    long: Matrix  # weights in the l columns that many have
    back: Matrix  # which of those each person has, and with what value
    dense: Floats  # [l] zeros


class Wide(NamedTuple):
    """Of n people. `most` is how many people anybody is compared with, `cap` how many may have what brings two
    together."""

    carrying: Sum
    aside: Sum
    known: Sum
    rare: Sum
    alike: Sum  # cosines
    dated: Dated
    schools: Close
    places: Close
    kindred: Kindred
    never: Lists
    beside: Lists
    ties: Ties
    alikes: int
    most: int
    cap: int


class Compared(NamedTuple):
    """The people somebody is compared with."""

    people: Ints  # [most and those beside] in the order in which they were brought
    place: Ints  # [n] where each stands there; -1 for all others
    scores: Floats  # [4, as many]
    told: Floats  # [FAMILIES, as many]
    cosines: Floats  # [as many]
    here: Floats  # [n] zeros
    touched: Ints  # people met on the way


@compiled
def add_up(row: int, told: Sum, met: Compared, found: Floats, count: int) -> None:
    """Of the first `count` whom this person is compared with."""
    for at in range(told.short.offsets[row], told.short.offsets[row + 1]):
        _add_holders(told.short.columns[at], told.short.values[at], told.holders, met.place, found)
    begin, end = told.long.offsets[row], told.long.offsets[row + 1]
    if begin < end:
        for at in range(begin, end):
            told.dense[told.long.columns[at]] = told.long.values[at]
        for place in range(count):
            found[place] += _held(met.people[place], told.back, told.dense)
        for at in range(begin, end):
            told.dense[told.long.columns[at]] = 0


@compiled
def _add_holders(column: int, value: float, holders: Matrix, place: Ints, found: Floats) -> None:
    for at in range(holders.offsets[column], holders.offsets[column + 1]):
        if place[holders.columns[at]] >= 0:
            found[place[holders.columns[at]]] += value * holders.values[at]


@compiled
def _held(person: int, back: Matrix, dense: Floats) -> np.float32:
    value = np.float32(0)
    for at in range(back.offsets[person], back.offsets[person + 1]):
        value += dense[back.columns[at]] * back.values[at]
    return value
