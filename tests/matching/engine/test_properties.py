from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine import DEFAULTS, CircleFacts, EvidenceType, ScoredPairs, score_circle
from apps.matching.engine.arrays import on_grid
from tests.matching.engine.drawing import circles, mirrored, reordered

EVERYTHING = replace(DEFAULTS, threshold=0.0, keep=1000, lines=1000)
CHOOSY = replace(DEFAULTS, keep=2)
# A busy machine is no failure.
unhurried = settings(deadline=None)


def told(found: ScoredPairs) -> list[object]:
    return list(found.rows())


@unhurried
@given(circles(), st.randoms())
def test_row_order_changes_nothing(facts: CircleFacts, random: np.random.RandomState) -> None:
    order = np.arange(len(facts.trait_ids))
    random.shuffle(order)

    assert told(score_circle(reordered(facts, order))) == told(score_circle(facts))


@unhurried
@given(circles())
def test_one_member_gets_exactly_their_part_of_the_whole(facts: CircleFacts) -> None:
    whole = list(score_circle(facts, settings=CHOOSY).rows())

    for index, member in enumerate(facts.members.tolist()):
        mine = told(score_circle(facts, settings=CHOOSY, only=index))
        assert mine == [row for row in whole if member in row[:2]]


@unhurried
@given(circles())
def test_score_is_the_sum_of_what_is_told(facts: CircleFacts) -> None:
    found = score_circle(facts, settings=EVERYTHING)

    weights = np.array([0, *(EVERYTHING.weights[kind] for kind in EvidenceType)])[found.type]
    pair = np.repeat(np.arange(len(found)), np.diff(found.offsets))
    total = np.bincount(pair, on_grid(weights * found.bits), len(found))
    assert found.score.tolist() == total.tolist()


@unhurried
@given(circles())
def test_neither_side_of_a_pair_matters(facts: CircleFacts) -> None:
    """The numbers, that is: of two equally good near schools, the cited ones may differ."""
    last = 10 * (len(facts.members) + 1)
    there = list(score_circle(facts, settings=EVERYTHING).rows())
    back = list(score_circle(mirrored(facts), settings=EVERYTHING).rows())

    turned = sorted((last - high, last - low, score, [line[3] for line in lines]) for low, high, score, lines in back)
    assert turned == [(low, high, score, [line[3] for line in lines]) for low, high, score, lines in there]


@unhurried
@given(circles())
def test_block_size_changes_nothing(facts: CircleFacts) -> None:
    assert told(score_circle(facts, settings=replace(DEFAULTS, block_cells=1))) == told(score_circle(facts))


@unhurried
@given(circles())
def test_excluding_changes_nothing_but_the_excluded(facts: CircleFacts) -> None:
    free = score_circle(replace(facts, excluded=facts.excluded[:0]), settings=EVERYTHING)
    never = {tuple(pair) for pair in facts.members[np.sort(facts.excluded, axis=1)].tolist()}

    kept = [row for row in free.rows() if row[:2] not in never]
    assert told(score_circle(facts, settings=EVERYTHING)) == kept


@unhurried
@given(circles())
def test_standing_beside_takes_nothing_from_anybody(facts: CircleFacts) -> None:
    alone = score_circle(replace(facts, beside=facts.beside[:0]), settings=CHOOSY)

    assert [row for row in alone.rows() if row not in told(score_circle(facts, settings=CHOOSY))] == []
