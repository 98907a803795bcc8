"""One name in several places, solved by hand."""

import math

import numpy as np

from apps.matching.engine import EvidenceType, Kind, score_circle
from apps.matching.engine.places import told_apart
from apps.matching.engine.settings import DEFAULTS
from tests.matching.engine.drawing import Fact, circle
from tests.matching.engine.test_near import BOSTON, PARIS, north, school

NOWHERE = (np.nan, np.nan)


def pairs(facts: list[Fact]) -> list[tuple[int, int]]:
    found = score_circle(circle(4, facts))
    return list(zip(found.low.tolist(), found.high.tolist(), strict=True))


def test_schools_of_one_name_in_two_towns_are_not_the_same() -> None:
    assert pairs([school(0, 7, BOSTON), school(1, 7, PARIS)]) == []
    assert pairs([school(0, 7, BOSTON), school(1, 7, PARIS), school(2, 7, north(PARIS, 3))]) == [(20, 30)]


def test_put_a_little_apart_they_are_the_same_and_not_near_each_other() -> None:
    found = score_circle(circle(2, [school(0, 7, BOSTON), school(1, 7, north(BOSTON, 4))]))

    assert list(found.rows()) == [(10, 20, 8.0, [(EvidenceType.SHARED, 100, 101, 8.0, None)])]


def test_fifty_kilometres_are_the_border() -> None:
    assert pairs([school(0, 7, BOSTON), school(1, 7, north(BOSTON, 49))]) == [(10, 20)]
    assert pairs([school(0, 7, BOSTON), school(1, 7, north(BOSTON, 51))]) == []


def test_no_chain_of_neighbours_makes_two_far_ones_the_same() -> None:
    chain = [school(owner, 7, north(BOSTON, 40 * owner)) for owner in range(4)]

    assert (10, 40) not in pairs(chain)
    assert (10, 30) not in pairs(chain)


def test_one_that_is_nowhere_is_the_same_while_there_is_one_place() -> None:
    assert pairs([school(0, 7, BOSTON), school(1, 7, NOWHERE)]) == [(10, 20)]
    far = [school(0, 7, BOSTON), school(1, 7, PARIS), school(2, 7, NOWHERE), school(3, 7, NOWHERE)]
    assert pairs(far) == [(30, 40)]


def test_the_distance_is_between_where_these_two_put_it() -> None:
    """Others put the same schools elsewhere in town."""
    facts = [school(0, 7, BOSTON), school(1, 8, north(BOSTON, 3.2)), school(2, 7, north(BOSTON, 9))]
    found = score_circle(circle(3, facts), only=0)
    lines = {(low, high): evidence for low, high, _score, evidence in found.rows()}

    ((kind, low, high, bits, km),) = lines[10, 20]
    assert (kind, low, high, round(km or 0, 1)) == (EvidenceType.NEAR, 100, 101, 3.2)
    assert 0 < bits < -math.log2(7 / 1024)
    assert [line[0] for line in lines[10, 30]] == [EvidenceType.SHARED]


def test_an_employer_is_the_same_in_every_town() -> None:
    work = [Fact(0, 7, Kind.EMPLOYER, at=BOSTON), Fact(1, 7, Kind.EMPLOYER, at=PARIS)]

    assert pairs(work) == [(10, 20)]


def test_what_is_in_one_place_keeps_its_numbers() -> None:
    facts = circle(3, [school(0, 7, BOSTON), school(1, 7, BOSTON), Fact(2, 7), Fact(2, 9)]).in_order()

    assert told_apart(facts, DEFAULTS).topics.tolist() == facts.topics.tolist()


def test_a_name_in_very_many_places_is_told_apart_within_bounds() -> None:
    """A thousand spots in each of two far countries."""
    spots = [north(of, number / 50) for of in (BOSTON, PARIS) for number in range(1000)]
    facts = told_apart(circle(2000, [school(owner, 7, spot) for owner, spot in enumerate(spots)]), DEFAULTS)

    assert facts.topics[0] == facts.topics[999] != facts.topics[1000] == facts.topics[1999]
