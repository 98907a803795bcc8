"""With whom somebody is compared."""

from apps.matching.engine.arrays import Bools, Ints
from apps.matching.engine.compiled import Close
from apps.matching.engine.compiling import Matrix, compiled
from apps.matching.engine.wide.tables import Wide


@compiled
def bring(row: int, wide: Wide, people: Ints, place: Ints, most: int) -> tuple[int, int]:
    """How many are compared with this person, and how many with those beside. At first in `people` stand whoever knows
    the same people, shares what is rare, has an interest of one group or is near, as long as there is room for all of
    whom something is said: `most` of them. Those beside, if they are not among them, come last and take no room, or
    others would see that there are some."""
    place[row] = 0
    count = _bring_holders(row, wide.known.short, wide.known.holders, people, place, most, 0)
    count = _bring_holders(row, wide.carrying.short, wide.carrying.holders, people, place, most, count)
    count = _bring_related(row, wide, people, place, most, count)
    for close in (wide.schools, wide.places):
        count = _bring_near(row, close, wide.cap, people, place, most, count)
    total = count
    for at in range(wide.beside.offsets[row], wide.beside.offsets[row + 1]):
        total = _one_more(wide.beside.items[at], people, place, total)
    place[row] = -1
    return count, total


@compiled
def mark_near(row: int, close: Close, cap: int, found: Bools) -> None:
    """Who may be brought this person because they are near: it goes by how many are around the others."""
    for mine in range(close.offsets[row], close.offsets[row + 1]):
        spot = close.spots[mine]
        for pair in range(close.near_offsets[spot], close.near_offsets[spot + 1]):
            other = close.near[pair]
            if close.near_values[pair] > 0 and _around(other, close) <= cap:
                for at in range(close.by_spot_offsets[other], close.by_spot_offsets[other + 1]):
                    found[close.owners[close.by_spot[at]]] = True


@compiled
def _one_more(person: int, people: Ints, place: Ints, count: int) -> int:
    if place[person] >= 0:
        return count
    people[count], place[person] = person, count
    return count + 1


@compiled
def _bring_holders(row: int, short: Matrix, holders: Matrix, people: Ints, place: Ints, most: int, count: int) -> int:
    for at in range(short.offsets[row], short.offsets[row + 1]):
        begin, end = holders.offsets[short.columns[at]], holders.offsets[short.columns[at] + 1]
        if count + end - begin > most:
            return count
        if short.values[at] > 0:
            for holder in range(begin, end):
                count = _one_more(holders.columns[holder], people, place, count)
    return count


@compiled
def _bring_related(row: int, wide: Wide, people: Ints, place: Ints, most: int, count: int) -> int:
    kindred = wide.kindred
    for seat in range(kindred.offsets[row], kindred.offsets[row + 1]):
        group = kindred.groups[seat]
        begin, end = kindred.group_offsets[group], kindred.group_offsets[group + 1]
        if end - begin <= wide.cap and count + end - begin <= most:
            for at in range(begin, end):
                count = _one_more(kindred.people[at], people, place, count)
    return count


@compiled
def _bring_near(row: int, close: Close, cap: int, people: Ints, place: Ints, most: int, count: int) -> int:
    for mine in range(close.offsets[row], close.offsets[row + 1]):
        around = _around(close.spots[mine], close)
        if around <= cap and count + around <= most:
            count = _bring_around(close.spots[mine], close, people, place, count)
    return count


@compiled
def _around(spot: int, close: Close) -> int:
    """How many facts are near it."""
    around = 0
    for pair in range(close.near_offsets[spot], close.near_offsets[spot + 1]):
        around += close.by_spot_offsets[close.near[pair] + 1] - close.by_spot_offsets[close.near[pair]]
    return around


@compiled
def _bring_around(spot: int, close: Close, people: Ints, place: Ints, count: int) -> int:
    for pair in range(close.near_offsets[spot], close.near_offsets[spot + 1]):
        other = close.near[pair]
        if close.near_values[pair] > 0:
            for at in range(close.by_spot_offsets[other], close.by_spot_offsets[other + 1]):
                count = _one_more(close.owners[close.by_spot[at]], people, place, count)
    return count
