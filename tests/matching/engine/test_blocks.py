"""The compiled loops and numpy, and circles alone and side by side: to the last bit the same."""

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine import DEFAULTS, CircleFacts, ScoredPairs, compiled_sharing, compiling, score_circle, sharing
from apps.matching.engine.facts import side_by_side
from apps.matching.engine.packing import LINE, pack, packed_lines, unpack
from apps.matching.engine.ranking.strengths import FAMILIES
from apps.matching.engine.ranking.weights import SHIPPED, Order
from apps.matching.engine.settings import Settings
from tests.matching.engine.drawing import circles

EVERYTHING = replace(DEFAULTS, threshold=0.0, keep=1000, lines=1000)
CHOOSY = replace(DEFAULTS, keep=2, first=1, lines=2)
# In what we ship some families have no weight.
ORDERS = [Order(SHIPPED.scale, *np.random.default_rng(family).random((2, FAMILIES))) for family in range(4)]
# A busy machine is no failure.
unhurried = settings(deadline=None)


def told(found: ScoredPairs) -> list[tuple[Any, ...]]:
    return [(*row, *place) for row, place in zip(found.rows(), found.places(), strict=True)]


@pytest.mark.skipif(not compiling.IS_HERE, reason="numba is not installed")
@unhurried
@given(circles(), st.sampled_from([DEFAULTS, CHOOSY, EVERYTHING]), st.sampled_from([SHIPPED, *ORDERS]))
def test_compiled_loops_find_what_numpy_finds(facts: CircleFacts, how: Settings, order: Order) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiling, "FEWEST", 0)
        fast = told(score_circle(facts, settings=how, order=order))
        patch.setattr(compiling, "IS_HERE", False)
        assert told(score_circle(facts, settings=how, order=order)) == fast


@pytest.mark.parametrize("fast", [False, True])
@unhurried
@given(st.lists(circles(), min_size=1, max_size=5))
def test_circles_side_by_side_are_as_each_alone(fast: bool, parts: list[CircleFacts]) -> None:
    parts = [replace(part, kin=parts[0].kin) for part in parts]  # of one network, and so of one vocabulary
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiling, "IS_HERE", fast and compiling.IS_HERE)
        patch.setattr(compiling, "FEWEST", 0)
        found = score_circle(side_by_side(parts), settings=CHOOSY)
        alone = [score_circle(part, settings=CHOOSY) for part in parts]

    assert told(found) == [row for one in alone for row in told(one)]
    assert found.price.tolist() == [price for one in alone for price in one.price.tolist()]
    assert found.circles.tolist() == [number for number, one in enumerate(alone) for _ in range(len(one))]


@pytest.mark.parametrize("fast", [False, True])
@unhurried
@given(st.lists(circles(), min_size=1, max_size=4), st.randoms())
def test_a_few_of_several_circles_are_as_in_each_alone(fast: bool, parts: list[CircleFacts], random: Random) -> None:
    whole = side_by_side(parts)
    some = np.array(sorted(random.sample(range(len(whole.members)), min(3, len(whole.members)))), np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiling, "IS_HERE", fast and compiling.IS_HERE)
        patch.setattr(compiling, "FEWEST", 0)
        alone = score_circle(whole, settings=CHOOSY)
        found = score_circle(whole, settings=CHOOSY, only=some, price=alone.price, bar=alone.bar)

    asked = {(circle, user) for circle, user in zip(whole.circle_of[some], whole.members[some], strict=True)}
    rows = zip(alone.circles, told(alone), strict=True)
    expected = [(circle, row[:-1]) for circle, row in rows if {(circle, row[0]), (circle, row[1])} & asked]
    assert [(circle, row[:-1]) for circle, row in zip(found.circles, told(found), strict=True)] == expected


def test_two_of_different_circles_know_nothing_of_each_other() -> None:
    one = CircleFacts(
        members=np.array([1, 2]), trait_ids=np.array([1]), owners=np.array([0]), topics=np.array([1]),
        kinds=np.array([1]), year_from=np.array([0]), year_to=np.array([0]), latitude=np.array([np.nan]),
        longitude=np.array([np.nan]), holders=np.array([1]), ties=np.empty((0, 2), int), excluded=np.empty((0, 2), int),
        population=9,
    )  # fmt: skip

    with pytest.raises(ValueError, match="different circles"):
        replace(side_by_side([one, one]), ties=np.array([[0, 2]]))


@unhurried
@given(circles())
def test_packed_evidence_is_what_was_packed(facts: CircleFacts) -> None:
    found = score_circle(facts, settings=EVERYTHING)

    content = packed_lines(found).tobytes()

    lines = [line for *_pair, evidence in found.rows() for line in evidence]
    assert unpack(content) == [(*line[:3], round(line[3], 3), line[4]) for line in lines]
    assert pack(lines) == content
    assert len(content) == len(lines) * LINE.itemsize


@pytest.mark.skipif(not compiling.IS_HERE, reason="numba is not installed")
@unhurried
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_compiled_loops_share_out_as_numpy_does_in_each_circle(seed: int, most: int) -> None:
    chance = np.random.default_rng(seed)
    circles = np.repeat(np.arange(3), 8)
    low, high = np.divmod(np.flatnonzero(np.triu(chance.random((24, 24)) < 0.4, 1)), 24)
    low, high = (ends[circles[low] == circles[high]] for ends in (low, high))
    # Often equally good.
    value = chance.integers(1, 5, len(low)).astype(np.float32)

    price = compiled_sharing.prices(low, high, value, circles=circles, most=most)
    first = compiled_sharing.chosen(low, high, value, price, most=most)

    for circle in range(3):
        here, start = circles[low] == circle, 8 * circle
        pairs = low[here] - start, high[here] - start, value[here]
        alone = sharing.prices(*pairs, size=8, most=most)
        assert price[start : start + 8].tolist() == alone.tolist()
        assert first[here].tolist() == sharing.chosen(*pairs, alone, most=most).tolist()
