import numpy as np
import pytest

from apps.matching.engine import EvidenceType, Kind, score_circle
from tests.matching.engine.drawing import Fact, circle, reordered


def test_shared_topic_counts_by_its_rarity() -> None:
    found = score_circle(circle(3, [Fact(0, 7), Fact(2, 7), Fact(1, 8)]))

    assert list(found.rows()) == [(10, 30, 8.0, [(EvidenceType.SHARED, 100, 101, 8.0, None)])]


def test_shared_topics_add_up_and_the_rarest_stands_first() -> None:
    facts = [Fact(0, 7, holders=31), Fact(0, 8, holders=3), Fact(1, 7, holders=31), Fact(1, 8, holders=3)]

    found = score_circle(circle(2, facts))

    shared = EvidenceType.SHARED
    assert list(found.rows()) == [(10, 20, 13.0, [(shared, 101, 103, 8.0, None), (shared, 100, 102, 5.0, None)])]


def test_shared_topic_of_another_kind_is_another_topic() -> None:
    assert len(score_circle(circle(2, [Fact(0, 7, Kind.TEAM), Fact(1, 7, Kind.EVENT)]))) == 0


def test_shared_topic_counts_people_of_the_circle_where_the_network_forgot_them() -> None:
    found = score_circle(circle(3, [Fact(owner, 7, holders=0) for owner in range(3)]))

    assert found.score.tolist() == [8.0, 8.0, 8.0]


def test_a_fact_told_twice_counts_once_by_its_lower_id() -> None:
    facts = circle(2, [Fact(1, 7), Fact(0, 7), Fact(0, 7)])

    there, back = score_circle(facts), score_circle(reordered(facts, np.array([2, 1, 0])))

    assert list(there.rows()) == list(back.rows()) == [(10, 20, 8.0, [(EvidenceType.SHARED, 101, 100, 8.0, None)])]


def test_same_wish_is_a_faint_likeness() -> None:
    facts = [Fact(owner, 7, Kind.SEEKS) for owner in (0, 1)] + [Fact(owner, 8) for owner in (0, 1)]

    found = score_circle(circle(2, facts))

    assert found.score.tolist() == [8 + round(8 * 0.3 * 256) / 256]


@pytest.mark.parametrize(
    ("mine", "theirs", "bits"),
    [
        ((1999, 2003), (2003, 2006), 9.5),  # one year in common
        ((1999, 2003), (2004, 2006), 6.5),  # surely apart
        ((1999, 0), (2004, 2006), 8.0),  # perhaps
        ((0, 2005), (2004, 2006), 9.5),  # was there in 2005
        ((0, 0), (2004, 2006), 8.0),
    ],
)
def test_years_change_a_shared_school(mine: tuple[int, int], theirs: tuple[int, int], bits: float) -> None:
    facts = [Fact(0, 7, Kind.SCHOOL, mine), Fact(1, 7, Kind.SCHOOL, theirs)]

    found = score_circle(circle(2, facts))

    assert list(found.rows()) == [(10, 20, bits, [(EvidenceType.SHARED, 100, 101, bits, None)])]


def test_years_take_at_most_half_of_a_shared_school() -> None:
    facts = [Fact(owner, 7, Kind.SCHOOL, (year, year), holders=255) for owner, year in ((0, 1999), (1, 2001))]
    facts += [Fact(0, 8), Fact(1, 8)]

    assert score_circle(circle(2, facts)).score.tolist() == [8 + 1]


def test_years_say_nothing_of_an_interest() -> None:
    facts = [Fact(0, 7, Kind.INTEREST, (1999, 2003)), Fact(1, 7, Kind.INTEREST, (1999, 2003))]

    assert score_circle(circle(2, facts)).score.tolist() == [8.0]


def test_topic_of_over_half_the_circle_never_carries_alone() -> None:
    everybody = [Fact(owner, 7, Kind.SCHOOL, (1999, 2003)) for owner in range(5)]

    assert len(score_circle(circle(8, everybody))) == 0
    assert len(score_circle(circle(10, everybody))) == 10
    assert len(score_circle(circle(7, everybody))) == 10


def test_topic_of_over_half_the_circle_adds_to_what_carries() -> None:
    everybody = [Fact(owner, 7, Kind.SCHOOL, (1999, 2003), holders=15) for owner in range(8)]

    found = score_circle(circle(8, [*everybody, Fact(0, 8), Fact(5, 8)]))

    shared = EvidenceType.SHARED
    assert list(found.rows()) == [(10, 60, 15.5, [(shared, 108, 109, 8.0, None), (shared, 100, 105, 7.5, None)])]
