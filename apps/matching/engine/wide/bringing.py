"""With whom somebody is compared."""

from apps.matching.engine.arrays import Ints
from apps.matching.engine.compiled import Close
from apps.matching.engine.compiling import Matrix, compiled
from apps.matching.engine.wide.tables import Wide


@compiled
def bring(row: int, wide: Wide, people: Ints, place: Ints) -> int:
    """How many are compared with this person; they stand in `people`: at first those beside, then whoever knows the
    same people, shares what is rare, has an interest of one group or is near, as long as there is room for all of whom
    something is said."""
    place[row] = len(people)
    count = 0
    for at in range(wide.beside.offsets[row], wide.beside.offsets[row + 1]):
        count = _one_more(wide.beside.items[at], people, place, count)
    count = _bring_holders(row, wide.known.short, wide.known.holders, people, place, count)
    count = _bring_holders(row, wide.carrying.short, wide.carrying.holders, people, place, count)
    count = _bring_related(row, wide, people, place, count)
    for close in (wide.schools, wide.places):
        count = _bring_near(row, close, wide.cap, people, place, count)
    place[row] = -1
    return count


@compiled
def _one_more(person: int, people: Ints, place: Ints, count: int) -> int:
    if place[person] >= 0 or count == len(people):
        return count
    people[count], place[person] = person, count
    return count + 1


@compiled
def _bring_holders(row: int, short: Matrix, holders: Matrix, people: Ints, place: Ints, count: int) -> int:
    for at in range(short.offsets[row], short.offsets[row + 1]):
        begin, end = holders.offsets[short.columns[at]], holders.offsets[short.columns[at] + 1]
        if count + end - begin > len(people):
            return count
        if short.values[at] > 0:
            for holder in range(begin, end):
                count = _one_more(holders.columns[holder], people, place, count)
    return count


@compiled
def _bring_related(row: int, wide: Wide, people: Ints, place: Ints, count: int) -> int:
    kindred = wide.kindred
    for seat in range(kindred.offsets[row], kindred.offsets[row + 1]):
        group = kindred.groups[seat]
        begin, end = kindred.group_offsets[group], kindred.group_offsets[group + 1]
        if end - begin <= wide.cap and count + end - begin <= len(people):
            for at in range(begin, end):
                count = _one_more(kindred.people[at], people, place, count)
    return count


@compiled
def _bring_near(row: int, close: Close, cap: int, people: Ints, place: Ints, count: int) -> int:
    for mine in range(close.offsets[row], close.offsets[row + 1]):
        spot, around = close.spots[mine], 0
        for pair in range(close.near_offsets[spot], close.near_offsets[spot + 1]):
            around += close.by_spot_offsets[close.near[pair] + 1] - close.by_spot_offsets[close.near[pair]]
        if around <= cap and count + around <= len(people):
            count = _bring_around(spot, close, people, place, count)
    return count


@compiled
def _bring_around(spot: int, close: Close, people: Ints, place: Ints, count: int) -> int:
    for pair in range(close.near_offsets[spot], close.near_offsets[spot + 1]):
        other = close.near[pair]
        if close.near_values[pair] > 0:
            for at in range(close.by_spot_offsets[other], close.by_spot_offsets[other + 1]):
                count = _one_more(close.owners[close.by_spot[at]], people, place, count)
    return count
