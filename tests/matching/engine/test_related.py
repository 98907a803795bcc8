"""Topic 1 is bebop, 2 swing, both under 9, jazz; 3 and 4 are under 8. Three people hold each that anybody holds."""

import math

import numpy as np
import pytest

from apps.matching.engine import EvidenceType, Kind, score_circle
from apps.matching.engine.facts import side_by_side
from apps.matching.engine.kin import kin_of
from tests.matching.engine.drawing import Fact, circle

JAZZ = [(1, 9), (2, 9)]
BOTH = [*JAZZ, (3, 8), (4, 8)]


def bits(holders: int) -> float:
    return round(-math.log2((holders + 1) / 1024) * 256) / 256


def test_two_of_one_group_count_as_how_few_are_in_it() -> None:
    found = score_circle(circle(2, [Fact(0, 1), Fact(1, 2)], links=JAZZ))

    assert list(found.rows()) == [(10, 20, bits(6), [(EvidenceType.RELATED, 100, 101, bits(6), None)])]


def test_what_is_broader_and_what_is_under_it_are_one_group() -> None:
    found = score_circle(circle(2, [Fact(0, 9), Fact(1, 2)], links=JAZZ))

    assert list(found.rows()) == [(10, 20, bits(6), [(EvidenceType.RELATED, 100, 101, bits(6), None)])]


def test_what_both_share_is_told_as_that_and_not_again() -> None:
    found = score_circle(circle(2, [Fact(0, 1), Fact(0, 2), Fact(1, 1), Fact(1, 9)], links=JAZZ))

    assert list(found.rows()) == [(10, 20, 8.0, [(EvidenceType.SHARED, 100, 102, 8.0, None)])]


def test_only_the_rarest_group_counts() -> None:
    facts = [Fact(0, 1), Fact(1, 2), Fact(0, 3, holders=1), Fact(1, 4, holders=1)]

    found = score_circle(circle(2, facts, links=BOTH))

    assert list(found.rows()) == [(10, 20, bits(2), [(EvidenceType.RELATED, 102, 103, bits(2), None)])]


def test_the_rarest_of_several_is_cited() -> None:
    found = score_circle(circle(2, [Fact(0, 1), Fact(0, 9, holders=2), Fact(1, 2)], links=JAZZ))

    assert [(line[1], line[2]) for *_pair, lines in found.rows() for line in lines] == [(101, 102)]


@pytest.mark.parametrize(
    "facts",
    [
        [Fact(0, 1), Fact(1, 5)],
        [Fact(0, 1), Fact(1, 3)],
        [Fact(0, 1, Kind.FIELD), Fact(1, 2, Kind.FIELD)],
        [Fact(0, 1, holders=60), Fact(1, 2, holders=68)],
    ],
    ids=["in none", "in others", "no interests", "held by one in eight"],
)
def test_not_related(facts: list[Fact]) -> None:
    together = [Fact(0, 7), Fact(1, 7)]

    assert score_circle(circle(2, [*together, *facts], links=BOTH)).score.tolist() == [8.0]


def test_a_group_of_over_half_the_circle_is_no_coincidence() -> None:
    some = [Fact(owner, 1 + owner % 2) for owner in range(4)]
    most = [*some, Fact(4, 9)]

    assert len(score_circle(circle(8, some, links=JAZZ)))
    # what is shared stays
    told = score_circle(circle(8, most, links=JAZZ))
    assert set(told.type.tolist()) == {EvidenceType.SHARED}


def test_each_circle_has_groups_of_its_own() -> None:
    """A topic keeps its kin where it gets a number of its own for each circle."""
    one, other = circle(2, [Fact(0, 1), Fact(1, 2)], links=JAZZ), circle(2, [Fact(0, 9), Fact(1, 5)], links=JAZZ)

    found = score_circle(side_by_side([one, other, one]))

    assert (found.circles.tolist(), found.score.tolist()) == ([0, 2], [bits(6), bits(6)])


def test_people_are_counted_once_in_a_group() -> None:
    kin = kin_of(np.array(BOTH), np.array([1, 2, 9, 2, 4, 6]), np.array([7, 7, 7, 8, 8, 8]))

    # the groups of 8 and of 9
    assert kin.holders.tolist() == [1, 2]
    assert [kin.of(np.array([topic]))[1].tolist() for topic in (8, 9, 1, 3, 6)] == [[0], [1], [1], [0], []]
