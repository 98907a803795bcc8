from dataclasses import replace

import numpy as np
import pytest

from apps.matching.engine import DEFAULTS, CircleFacts, Kind, ScoredPairs, score_circle
from tests.matching.engine.drawing import Fact, circle

EVERYBODY = [Fact(owner, 7) for owner in range(5)]
NOWHERE = [Fact(0, 7, Kind.SCHOOL), Fact(1, 8, Kind.SCHOOL)]


def pairs(found: ScoredPairs) -> list[tuple[int, int]]:
    return list(zip(found.low.tolist(), found.high.tolist(), strict=True))


def test_pair_at_the_threshold_is_kept_and_below_it_is_not() -> None:
    facts = circle(2, [Fact(0, 7), Fact(1, 7)])

    assert len(score_circle(facts, settings=replace(DEFAULTS, threshold=8.0))) == 1
    assert len(score_circle(facts, settings=replace(DEFAULTS, threshold=8.01))) == 0


def test_nothing_in_common_is_no_pair_even_without_a_threshold() -> None:
    assert len(score_circle(circle(2, [Fact(0, 7)]), settings=replace(DEFAULTS, threshold=0.0))) == 0


def test_pair_is_kept_when_it_is_on_one_list_and_ties_go_to_the_lower_id() -> None:
    found = score_circle(circle(5, EVERYBODY), settings=replace(DEFAULTS, keep=1))

    assert pairs(found) == [(10, 20), (10, 30), (10, 40), (10, 50)]


def test_keep_takes_the_best() -> None:
    better = [Fact(3, 8), Fact(4, 8)]

    found = score_circle(circle(5, [*EVERYBODY, *better]), settings=replace(DEFAULTS, keep=1))

    assert pairs(found) == [(10, 20), (10, 30), (40, 50)]


def test_excluded_pair_is_left_out_and_takes_no_place() -> None:
    found = score_circle(circle(5, EVERYBODY, excluded=[(1, 0)]), settings=replace(DEFAULTS, keep=1))

    assert pairs(found) == [(10, 30), (10, 40), (10, 50), (20, 30)]


def test_pair_beside_is_returned_and_another_in_its_place() -> None:
    found = score_circle(circle(5, EVERYBODY, beside=[(1, 0)]), settings=replace(DEFAULTS, keep=1))

    assert pairs(found) == [(10, 20), (10, 30), (10, 40), (10, 50), (20, 30)]


def test_pair_beside_that_is_excluded_is_left_out() -> None:
    found = score_circle(circle(2, EVERYBODY[:2], excluded=[(0, 1)], beside=[(0, 1)]))

    assert pairs(found) == []


def test_lines_are_the_strongest() -> None:
    facts = [Fact(owner, topic, holders=2**topic - 1) for owner in (0, 1) for topic in range(3, 9)]

    found = score_circle(circle(2, facts), settings=replace(DEFAULTS, lines=2))

    assert found.bits.tolist() == [7.0, 6.0]
    assert found.score.tolist() == [7 + 6 + 5 + 4 + 3 + 2]


def test_equally_strong_lines_stand_by_type_and_facts() -> None:
    told = (9, Kind.SEEKS), (8, Kind.TEAM), (7, Kind.TEAM)
    facts = [Fact(owner, topic, kind) for topic, kind in told for owner in (0, 1)]
    facts[1] = Fact(1, 9, Kind.OFFERS)

    found = score_circle(circle(2, facts))

    assert found.fact_low.tolist() == [102, 104, 100]


@pytest.mark.parametrize(
    "facts",
    [circle(0), circle(1), circle(1, [Fact(0, 7)]), circle(9), circle(2, NOWHERE)],
    ids=["nobody", "one person", "one person's fact", "no facts", "nothing is anywhere"],
)
def test_nothing_to_say_says_nothing(facts: CircleFacts) -> None:
    found = score_circle(facts)

    assert (list(found.rows()), found.offsets.tolist()) == ([], [0])


def test_facts_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        replace(circle(2, EVERYBODY[:2]), topics=np.array([7]))


def test_members_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="ascending"):
        replace(circle(2), members=np.array([20, 10]))


def test_facts_of_nobody_are_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        circle(2, [Fact(2, 7)])
