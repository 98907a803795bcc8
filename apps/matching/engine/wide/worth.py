"""What there is to say for a pair, as ranking/strengths.py says."""

import numpy as np

from apps.matching.engine.arrays import Floats, Ints
from apps.matching.engine.compiling import compiled
from apps.matching.engine.ranking.compiled import Ties
from apps.matching.engine.ranking.strengths import Family
from apps.matching.engine.wide.tables import Compared, Wide, add_up

_ACQUAINTANCES, _FARTHER = int(Family.ACQUAINTANCES), int(Family.FARTHER)
_RARE, _FRIENDS, _FEW = int(Family.RARE), int(Family.FRIENDS_OF_ALIKE), int(Family.KNOWN)


@compiled
def tell(row: int, wide: Wide, met: Compared, weights: Floats, compared: int, count: int) -> None:
    """Fills in what there is to say for the first `count`, but in those that making.UNTOLD names. Those beside, who
    stand after the first `compared`, say nothing of others."""
    ties, told = wide.ties, met.told
    if weights[_RARE] != 0:
        told[_RARE, :count] = 0
        add_up(row, wide.rare, met, told[_RARE], count)
    if weights[_ACQUAINTANCES] != 0 or weights[_FARTHER] != 0:
        _friends(row, wide, met, weights, count)
    if weights[_FRIENDS] != 0:
        _friends_of_alike(row, wide, met, compared, count)
    if weights[_FEW] != 0:
        for place in range(count):
            told[_FEW, place] = ties.known[met.people[place]]


@compiled
def _friends(row: int, wide: Wide, met: Compared, weights: Floats, count: int) -> None:
    steps = _meet(row, wide, met)
    for place in range(count):
        met.told[_ACQUAINTANCES, place] = met.here[met.people[place]]
    met.told[_FARTHER, :count] = 0
    if weights[_FARTHER] != 0:
        _go_on(wide, met, np.sort(met.touched[:steps]), count)
    for at in range(steps):
        met.here[met.touched[at]] = 0


@compiled
def _meet(row: int, wide: Wide, met: Compared) -> int:
    """Fills in how well this person's friends know others, by way of those who know at most `cap`; how many are met."""
    ties, here, steps = wide.ties, met.here, 0
    for at in range(ties.knows_offsets[row], ties.knows_offsets[row + 1]):
        friend = ties.knows[at]
        begin, end = ties.knows_offsets[friend], ties.knows_offsets[friend + 1]
        if end - begin <= wide.cap and steps + end - begin <= len(met.touched):
            for next_at in range(begin, end):
                if here[ties.knows[next_at]] == 0:
                    met.touched[steps] = ties.knows[next_at]
                    steps += 1
                here[ties.knows[next_at]] += ties.root[friend]
    return steps


@compiled
def _go_on(wide: Wide, met: Compared, on_the_way: Ints, count: int) -> None:
    ties, found = wide.ties, met.told[_FARTHER]
    for person in on_the_way:
        begin, end = ties.knows_offsets[person], ties.knows_offsets[person + 1]
        if end - begin <= wide.cap:
            _hand_on(begin, end, met.here[person] * ties.root[person], ties, met.place, found)
    for place in range(count):
        found[place] *= ties.root[met.people[place]]


@compiled
def _hand_on(begin: int, end: int, value: float, ties: Ties, place: Ints, found: Floats) -> None:
    for at in range(begin, end):
        if place[ties.knows[at]] >= 0:
            found[place[ties.knows[at]]] += value


@compiled
def _friends_of_alike(row: int, wide: Wide, met: Compared, compared: int, count: int) -> None:
    """Of those the most alike with whom somebody is compared, as far as they know at most `cap`."""
    ties, found = wide.ties, met.told[_FRIENDS]
    met.cosines[:count] = 0
    found[:count] = 0
    # Of those beside, too, as far as few have it: they have places.
    add_up(row, wide.alike, met, met.cosines, compared)
    cosines, least = met.cosines[:compared], np.float32(0)
    if compared > wide.alikes:
        least = np.partition(cosines, compared - wide.alikes)[compared - wide.alikes]
    for place in range(compared):
        person, square = met.people[place], cosines[place] * cosines[place]
        begin, end = ties.knows_offsets[person], ties.knows_offsets[person + 1]
        if cosines[place] >= least and square > 0 and end - begin <= wide.cap:
            _hand_on(begin, end, square * ties.root[person], ties, met.place, found)
