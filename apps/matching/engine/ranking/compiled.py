"""What a pair is worth, as strengths.py and weights.py say, in compiled loops: person by person, and only the families
that have a weight."""

from typing import NamedTuple

import numpy as np

from apps.matching.engine.arrays import Floats, Ints
from apps.matching.engine.compiling import Matrix, compiled
from apps.matching.engine.ranking.strengths import FAMILIES, GOES_ON, STEPS

# By numba taken for constants; see strengths.Family.
_ACQUAINTANCES, _FARTHER, _SHARED, _RARE, _FRIENDS, _FRIENDLY, _AROUND, _WALK, _KNOWN = range(FAMILIES)
_ON, _ANEW = np.float32(GOES_ON), np.float32(1 - GOES_ON)


class Ties(NamedTuple):
    """Of n people."""

    knows_offsets: Ints  # [n + 1]
    knows: Ints
    root: Floats  # [n]
    known: Floats  # [n] the family's strength
    trust: Floats  # [n]
    people: Floats  # [n] in the circle
    alike: Matrix  # as Likeness.of, of those of whom it is needed
    total: Floats  # one over the sum of each row of it
    place: Ints  # [n] the row of it


@compiled
def likenesses(
    rows: Ints, facts: Matrix, back: Matrix, starts: Ints, ends: Ints, most: int
) -> tuple[Ints, Ints, Floats]:
    """(offsets, columns, values): as Likeness.of, inside each one's circle."""
    widest = 0
    for row in rows:
        widest = max(widest, ends[row] - starts[row])
    cosines, offsets = np.zeros(widest, np.float32), np.zeros(len(rows) + 1, np.int64)
    columns, values = np.empty(64 * len(rows) + widest, np.int64), np.empty(64 * len(rows) + widest, np.float32)
    count = 0
    for number in range(len(rows)):
        row = rows[number]
        start, size = starts[row], ends[row] - starts[row]
        if count + size > len(columns):
            columns = np.concatenate((columns, np.empty(len(columns) + size, np.int64)))
            values = np.concatenate((values, np.empty(len(values) + size, np.float32)))
        _cosines(row, facts, back, cosines[:size], start)
        least = np.partition(cosines[:size], size - most)[size - most] if size > most else np.float32(0)
        for at in range(size):
            square = cosines[at] * cosines[at]
            if cosines[at] >= least and square > 0:
                columns[count], values[count] = start + at, square
                count += 1
        offsets[number + 1] = count
    return offsets, columns[:count], values[:count]


@compiled
def _cosines(row: int, facts: Matrix, back: Matrix, cosines: Floats, start: int) -> None:
    cosines[:] = 0
    for place in range(facts.offsets[row], facts.offsets[row + 1]):
        value, column = facts.values[place], facts.columns[place]
        for holder in range(back.offsets[column], back.offsets[column + 1]):
            cosines[back.columns[holder] - start] += value * back.values[holder]
    cosines[row - start] = 0


@compiled
def strengths(row: int, ties: Ties, weights: Floats, told: Floats, spare: Floats, start: int, size: int) -> None:
    """told: [FAMILIES, size or more], of which those with a weight are filled in, but for what both share, which is
    known already; spare: [2, size or more]."""
    if weights[_ACQUAINTANCES] != 0 or weights[_FARTHER] != 0:
        _of_friends(row, ties, told, spare, start, size)
    _of_alike(row, ties, weights, told, start, size)
    if weights[_AROUND] != 0:
        _around(row, ties, told[_AROUND], spare, start, size)
    if weights[_WALK] != 0:
        _walk(row, ties, told[_WALK], spare, start, size)
    if weights[_KNOWN] != 0:
        told[_KNOWN, :size] = ties.known[start : start + size]


@compiled
def _of_friends(row: int, ties: Ties, told: Floats, spare: Floats, start: int, size: int) -> None:
    told[_ACQUAINTANCES, :size] = 0
    for place in range(ties.knows_offsets[row], ties.knows_offsets[row + 1]):
        _add_known(ties.knows[place], ties.root[ties.knows[place]], ties, told[_ACQUAINTANCES], start)
    for at in range(size):
        spare[0, at] = told[_ACQUAINTANCES, at] * ties.root[start + at]
    _step(spare[0], told[_FARTHER], ties, start, size)
    for at in range(size):
        told[_FARTHER, at] *= ties.root[start + at]


@compiled
def _of_alike(row: int, ties: Ties, weights: Floats, told: Floats, start: int, size: int) -> None:
    if weights[_FRIENDS] != 0:
        told[_FRIENDS, :size] = 0
        mine = ties.place[row]
        for place in range(ties.alike.offsets[mine], ties.alike.offsets[mine + 1]):
            person = ties.alike.columns[place]
            _add_known(person, ties.alike.values[place] * ties.root[person], ties, told[_FRIENDS], start)
    if weights[_FRIENDLY] != 0:
        told[_FRIENDLY, :size] = 0
        for place in range(ties.knows_offsets[row], ties.knows_offsets[row + 1]):
            friend = ties.knows[place]
            root, theirs = ties.root[friend], ties.place[friend]
            for at in range(ties.alike.offsets[theirs], ties.alike.offsets[theirs + 1]):
                told[_FRIENDLY, ties.alike.columns[at] - start] += root * ties.alike.values[at]


@compiled
def _around(row: int, ties: Ties, found: Floats, spare: Floats, start: int, size: int) -> None:
    mine, here = ties.place[row], spare[0]
    here[:size] = 0
    for place in range(ties.alike.offsets[mine], ties.alike.offsets[mine + 1]):
        person = ties.alike.columns[place]
        _add_known(person, ties.alike.values[place] * ties.total[mine] * ties.root[person], ties, here, start)
    for at in range(size):
        here[at] *= ties.root[start + at] * ties.root[start + at]
    _step(here, found, ties, start, size)
    for at in range(size):
        found[at] = ties.people[row] * found[at] * ties.root[start + at]


@compiled
def _walk(row: int, ties: Ties, found: Floats, spare: Floats, start: int, size: int) -> None:
    mine, begin, here = ties.place[row], spare[0], spare[1]
    begin[:size] = 0
    for place in range(ties.alike.offsets[mine], ties.alike.offsets[mine + 1]):
        begin[ties.alike.columns[place] - start] = ties.alike.values[place] * ties.total[mine]
    found[:size] = begin[:size]
    for _ in range(STEPS):
        for at in range(size):
            here[at] = found[at] * (ties.root[start + at] * ties.root[start + at])
        _step(here, found, ties, start, size)
        for at in range(size):
            found[at] = _ON * found[at] + _ANEW * begin[at]
    for at in range(size):
        found[at] = ties.people[row] * found[at]


@compiled
def _add_known(person: int, value: float, ties: Ties, found: Floats, start: int) -> None:
    for place in range(ties.knows_offsets[person], ties.knows_offsets[person + 1]):
        found[ties.knows[place] - start] += value


@compiled
def _step(here: Floats, found: Floats, ties: Ties, start: int, size: int) -> None:
    found[:size] = 0
    for at in range(size):
        if here[at] != 0:
            _add_known(start + at, here[at], ties, found, start)


@compiled
def worth_of(at: int, told: Floats, strong: Floats, weights: Floats, trust: float) -> np.float32:
    total = np.float32(0)
    for family in range(FAMILIES):
        if weights[family] != 0:
            value = np.sqrt(told[family, at] / strong[family])
            if family >= _FRIENDS:
                value *= trust
            total += weights[family] * value
    return total
