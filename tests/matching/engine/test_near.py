import math

import numpy as np
import pytest

from apps.matching.engine import EvidenceType, Kind, score_circle
from tests.matching.engine.drawing import Fact, circle

BOSTON, PARIS = (42.36, -71.06), (48.85, 2.35)
ONE_DEGREE_KM = 6371.0088 * math.pi / 180


def north(of: tuple[float, float], km: float) -> tuple[float, float]:
    return (of[0] + km / ONE_DEGREE_KM, of[1])


def school(owner: int, topic: int, at: tuple[float, float]) -> Fact:
    return Fact(owner, topic, Kind.SCHOOL, at=at)


def test_schools_next_door_count_as_how_few_are_so_close() -> None:
    found = score_circle(circle(2, [school(0, 7, BOSTON), school(1, 8, BOSTON)]))

    # 3 + 3 people, of 1024, went to one of the two: (6 + 1) / 1024, and less than the 8 bits of the same school
    bits = round(-math.log2(7 / 1024) * 256) / 256
    assert list(found.rows()) == [(10, 20, bits, [(EvidenceType.NEAR, 100, 101, bits, 0.0)])]


def test_nearness_decays_with_distance() -> None:
    found = score_circle(circle(2, [school(0, 7, BOSTON), school(1, 8, north(BOSTON, 3.2))]))

    assert found.km.tolist() == [pytest.approx(3.2, abs=0.02)]
    assert found.bits.tolist() == [pytest.approx(-math.log2(7 / 1024) * math.exp(-0.32), abs=0.02)]


def test_nearness_weakens_with_every_school_in_between() -> None:
    between = school(2, 9, north(BOSTON, 1))
    alone = score_circle(circle(3, [school(0, 7, BOSTON), school(1, 8, north(BOSTON, 3))]))
    crowded = score_circle(circle(3, [school(0, 7, BOSTON), school(1, 8, north(BOSTON, 3)), between]), only=0)

    assert crowded.score[0] < alone.score[0]


@pytest.mark.parametrize(
    "facts",
    [
        [school(0, 7, BOSTON), school(1, 8, north(BOSTON, 26))],
        [school(0, 7, BOSTON), Fact(1, 8, Kind.PLACE, at=BOSTON)],
        [Fact(0, 7, Kind.INTEREST, at=BOSTON), Fact(1, 8, Kind.INTEREST, at=BOSTON)],
        [school(0, 7, BOSTON), school(1, 8, (np.nan, np.nan))],
    ],
    ids=["too far", "another kind", "not a place", "nowhere"],
)
def test_not_near(facts: list[Fact]) -> None:
    together = [Fact(0, 1), Fact(1, 1)]

    assert score_circle(circle(2, [*together, *facts])).score.tolist() == [8.0]


def test_only_the_nearest_of_a_kind_counts() -> None:
    facts = [school(0, 7, BOSTON), school(1, 8, north(BOSTON, 2)), school(1, 9, north(BOSTON, -1))]

    found = score_circle(circle(2, facts))

    assert found.fact_high.tolist() == [102]
    assert found.score.tolist() == found.bits.tolist()


def test_schools_and_homes_count_apart() -> None:
    facts = [
        Fact(owner, topic, kind, at=BOSTON) for kind in (Kind.SCHOOL, Kind.PLACE) for owner, topic in ((0, 7), (1, 8))
    ]
    homes = [Fact(fact.owner, fact.topic + 10 * (fact.kind == Kind.PLACE), fact.kind, at=fact.at) for fact in facts]

    found = score_circle(circle(2, homes))

    assert found.type.tolist() == [EvidenceType.NEAR, EvidenceType.NEAR]
    assert found.score.tolist() == [found.bits.sum()]


def test_nothing_is_near_where_the_two_went_to_the_same_school() -> None:
    shared = [school(0, 6, BOSTON), school(1, 6, BOSTON)]
    facts = [*shared, school(0, 7, north(BOSTON, 1)), school(1, 8, north(BOSTON, 2))]

    found = score_circle(circle(2, facts))

    assert list(found.rows()) == [(10, 20, 8.0, [(EvidenceType.SHARED, 100, 101, 8.0, None)])]


@pytest.mark.parametrize("one", [0, 1])
def test_the_same_school_beside_one_of_the_two_is_enough(one: int) -> None:
    shared = [school(owner, 6, north(BOSTON, 20)) for owner in (0, 1)]
    facts = [*shared, school(one, 7, BOSTON), school(1 - one, 8, north(BOSTON, -10))]

    found = score_circle(circle(2, facts))

    assert list(found.rows()) == [(10, 20, 8.0, [(EvidenceType.SHARED, 100, 101, 8.0, None)])]


def test_the_same_school_elsewhere_leaves_the_near_ones_standing() -> None:
    shared = [school(0, 6, PARIS), school(1, 6, PARIS)]
    facts = [*shared, school(0, 7, north(BOSTON, 1)), school(1, 8, north(BOSTON, 2))]

    found = score_circle(circle(2, facts))

    assert found.type.tolist() == [EvidenceType.SHARED, EvidenceType.NEAR]


def test_nearness_of_over_half_the_circle_is_no_coincidence() -> None:
    neighbours = [school(owner, 7 + owner, north(BOSTON, owner / 10)) for owner in range(8)]

    found = score_circle(circle(8, neighbours))

    # only with at most four people within the distance, themselves included
    assert set(zip(found.low.tolist(), found.high.tolist(), strict=True)) <= {
        (10 * i, 10 * (i + 1)) for i in range(1, 8)
    }


def test_across_the_date_line_is_near() -> None:
    found = score_circle(circle(2, [school(0, 7, (-17.0, 179.99)), school(1, 8, (-17.0, -179.99))]))

    assert found.km.tolist() == [pytest.approx(2.13, abs=0.02)]


def test_a_shared_school_spoils_what_is_near_it_on_either_side() -> None:
    """Each has put the school they share elsewhere, and another of theirs is near their own spot of it."""
    mine = [school(0, 7, BOSTON), school(0, 8, north(BOSTON, 40))]
    theirs = [school(1, 7, north(BOSTON, 30)), school(1, 9, north(BOSTON, 35))]
    swapped = [Fact(1 - fact.owner, fact.topic, fact.kind, at=fact.at) for fact in mine + theirs]

    for facts in (mine + theirs, swapped):
        found = score_circle(circle(2, facts))
        assert found.score.tolist() == [8.0]
        assert [row[0] for _low, _high, _score, rows in found.rows() for row in rows] == [EvidenceType.SHARED]
