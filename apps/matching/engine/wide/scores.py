"""What two are worth to each other who are compared: exactly, whatever brought them."""

import numpy as np

from apps.matching.engine.arrays import Floats, Ints
from apps.matching.engine.compiled import Close, Dated, is_there
from apps.matching.engine.compiled_related import Kindred
from apps.matching.engine.compiling import compiled
from apps.matching.engine.ranking.strengths import Family
from apps.matching.engine.wide.tables import ASIDE, CARRYING, KNOWN, SCORE, Compared, Wide, add_up

SHARED = int(Family.SHARED)


@compiled
def score(row: int, wide: Wide, met: Compared, count: int) -> None:
    """Fills in the scores of the first `count`, and what both share of each."""
    scores = met.scores
    scores[:, :count] = 0
    add_up(row, wide.carrying, met, scores[CARRYING], count)
    add_up(row, wide.aside, met, scores[ASIDE], count)
    add_up(row, wide.known, met, scores[KNOWN], count)
    _add_years(row, wide.dated, met, count)
    _add_near(row, wide.schools, met, count)
    _add_near(row, wide.places, met, count)
    _add_related(row, wide.kindred, met, count)
    for at in range(count):
        carrying, known = scores[CARRYING, at], scores[KNOWN, at]
        both = carrying + scores[ASIDE, at]
        scores[SCORE, at] = both + known if carrying > 0 or known > 0 else 0
        met.told[SHARED, at] = max(both, np.float32(0))
    for place in range(wide.never.offsets[row], wide.never.offsets[row + 1]):
        if met.place[wide.never.items[place]] >= 0:
            scores[SCORE, met.place[wide.never.items[place]]] = 0


@compiled
def _add_years(row: int, dated: Dated, met: Compared, count: int) -> None:
    for mine in range(dated.offsets[row], dated.offsets[row + 1]):
        into = met.scores[ASIDE] if dated.common[mine] else met.scores[CARRYING]
        begin, end = dated.key_offsets[dated.keys[mine]], dated.key_offsets[dated.keys[mine] + 1]
        if end - begin <= 4 * count:
            for at in range(begin, end):
                place = met.place[dated.owners[dated.by_key[at]]]
                if place >= 0:
                    into[place] += _years(mine, dated.by_key[at], dated)
        else:
            _add_years_of_many(mine, dated, met.people[:count], into)


@compiled
def _add_years_of_many(mine: int, dated: Dated, people: Ints, into: Floats) -> None:
    for place in range(len(people)):
        for theirs in range(dated.offsets[people[place]], dated.offsets[people[place] + 1]):
            if dated.keys[theirs] == dated.keys[mine]:
                into[place] += _years(mine, theirs, dated)


@compiled
def _years(mine: int, theirs: int, dated: Dated) -> np.float32:
    value = np.float32(0)
    if dated.first[mine] <= dated.last[theirs] and dated.first[theirs] <= dated.last[mine]:
        value = dated.together[mine]
    elif dated.whole[mine] and dated.whole[theirs]:
        value = dated.apart[mine]
    return value


@compiled
def _add_near(row: int, close: Close, met: Compared, count: int) -> None:
    if close.offsets[row] < close.offsets[row + 1]:
        for at in range(count):
            met.scores[CARRYING, at] += _near(row, met.people[at], close)


@compiled
def _add_related(row: int, kindred: Kindred, met: Compared, count: int) -> None:
    if kindred.offsets[row] < kindred.offsets[row + 1]:
        for at in range(count):
            met.scores[CARRYING, at] += _related(row, met.people[at], kindred)


@compiled
def _near(row: int, other: int, close: Close) -> np.float32:
    """As near.Near: the best of what is near, but for facts beside a topic that the two share."""
    value = np.float32(0)
    for mine in range(close.offsets[row], close.offsets[row + 1]):
        for theirs in range(close.offsets[other], close.offsets[other + 1]):
            told = _told_of(close.spots[mine], close.spots[theirs], close)
            if told > value and not _is_spoilt(mine, theirs, row, other, close):
                value = told
    return value


@compiled
def _told_of(one: int, other: int, close: Close) -> np.float32:
    """What two spots add beside each other. The others of a spot stand in ascending order."""
    begin, end = close.near_offsets[one], close.near_offsets[one + 1]
    at = begin + np.searchsorted(close.near[begin:end], other)
    return close.near_values[at] if at < end and close.near[at] == other else np.float32(0)


@compiled
def _is_spoilt(mine: int, theirs: int, row: int, other: int, close: Close) -> bool:
    for own in range(close.offsets[row], close.offsets[row + 1]):
        for one in range(close.offsets[other], close.offsets[other + 1]):
            is_shared = close.topics[own] == close.topics[one]
            if is_shared and (is_there(mine, own, close) or is_there(theirs, one, close)):
                return True
    return False


@compiled
def _related(row: int, other: int, kindred: Kindred) -> np.float32:
    """As related.Related."""
    value = np.float32(0)
    theirs, end = kindred.offsets[other], kindred.offsets[other + 1]
    for mine in range(kindred.offsets[row], kindred.offsets[row + 1]):
        group = kindred.groups[mine]
        while theirs < end and kindred.groups[theirs] < group:
            theirs += 1
        if theirs == end:
            return value
        if kindred.groups[theirs] == group and kindred.values[group] > value and not _share(mine, theirs, kindred):
            value = kindred.values[group]
    return value


@compiled
def _share(mine: int, theirs: int, kindred: Kindred) -> bool:
    for one in range(kindred.fact_offsets[mine], kindred.fact_offsets[mine + 1]):
        for other in range(kindred.fact_offsets[theirs], kindred.fact_offsets[theirs + 1]):
            if kindred.keys[one] == kindred.keys[other]:
                return True
    return False
