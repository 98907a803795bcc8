from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine import DEFAULTS, CircleFacts, EvidenceType, ScoredPairs, score_circle
from apps.matching.engine.arrays import on_grid
from apps.matching.engine.ranking.bounds import MARGIN, at_most
from apps.matching.engine.ranking.weights import SHIPPED, Order
from apps.matching.engine.scoring import network_in, scorer_of
from apps.matching.engine.table import tabulate
from tests.matching.engine.drawing import circles, mirrored, reordered

EVERYTHING = replace(DEFAULTS, threshold=0.0, keep=1000, lines=1000)
CHOOSY = replace(DEFAULTS, keep=2)
# A busy machine is no failure.
unhurried = settings(deadline=None)


def told(found: ScoredPairs) -> list[tuple[Any, ...]]:
    return [(*row, *place) for row, place in zip(found.rows(), found.places(), strict=True)]


def lists(found: ScoredPairs) -> dict[int, list[tuple[float, int]]]:
    """By person: who is on their list, best first."""
    by_person = defaultdict[int, list[tuple[float, int]]](list)
    for low, high, *_rest, to_low, to_high, _first in told(found):
        for person, worth, other in ((low, to_low, high), (high, to_high, low)):
            if worth is not None:
                by_person[person].append((-worth, other))
    return {person: sorted(some) for person, some in by_person.items()}


@unhurried
@given(circles(), st.randoms())
def test_row_order_changes_nothing(facts: CircleFacts, random: np.random.RandomState) -> None:
    order = np.arange(len(facts.trait_ids))
    random.shuffle(order)

    assert told(score_circle(reordered(facts, order))) == told(score_circle(facts))


@unhurried
@given(circles())
def test_one_member_gets_exactly_their_part_of_the_whole(facts: CircleFacts) -> None:
    """But for who comes first where several are worth the same."""
    whole = score_circle(facts, settings=CHOOSY)

    for index, member in enumerate(facts.members.tolist()):
        for bar in (None, whole.bar):
            mine = told(score_circle(facts, settings=CHOOSY, only=index, price=whole.price, bar=bar))
            assert [row[:-1] for row in mine] == [row[:-1] for row in told(whole) if member in row[:2]]


@unhurried
@given(circles())
def test_bar_is_what_the_last_one_of_a_full_list_is_worth(facts: CircleFacts) -> None:
    facts = replace(facts, beside=facts.beside[:0])
    found = score_circle(facts, settings=CHOOSY)

    full = {person: max(some)[0] for person, some in lists(found).items() if len(some) == CHOOSY.keep}
    assert [-bar for bar in found.bar.tolist()] == [full.get(person, np.inf) for person in facts.members.tolist()]


@unhurried
@given(circles(), st.sampled_from([SHIPPED, Order(SHIPPED.scale, SHIPPED.newcomers, 1 - SHIPPED.connected)]))
def test_nobody_is_worth_more_than_at_most(facts: CircleFacts, order: Order) -> None:
    """With weights that learning may come to, some of them below nothing."""
    scorer = scorer_of(facts, EVERYTHING, order)
    everybody = np.arange(len(facts.members))

    worth = scorer.scores(everybody)[1]

    shared = scorer.bits(everybody)[1]
    most = at_most(order, scorer.strengths, everybody, shared)
    apart = ~np.eye(len(everybody), dtype=bool)
    assert np.all((worth <= most.T + MARGIN)[apart])


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

    kept = [row[:-1] for row in told(free) if row[:2] not in never]
    assert [row[:-1] for row in told(score_circle(facts, settings=EVERYTHING))] == kept


@unhurried
@given(circles())
def test_having_met_elsewhere_changes_nothing_that_others_see(facts: CircleFacts) -> None:
    """No score, no worth and no place of anybody: only more pairs may come, after those that there were."""
    aside = {frozenset(pair) for pair in facts.beside.tolist()}
    facts = replace(facts, ties=np.array([p for p in facts.ties.tolist() if {*p} not in aside], int).reshape(-1, 2))
    before = score_circle(replace(facts, beside=facts.beside[:0]), settings=CHOOSY)

    after = score_circle(facts, settings=CHOOSY)

    seen = {row[:2]: (*row[2:], *place) for row, place in zip(after.rows(), after.places(), strict=True)}
    for row, (to_low, to_high, first) in zip(before.rows(), before.places(), strict=True):
        score, lines, *worth, first_after = seen[row[:2]]
        assert (score, lines) == row[2:]
        assert all(now == was for now, was in zip(worth, (to_low, to_high), strict=True) if was is not None)
        assert len(seen) > len(before) or first_after == first


@unhurried
@given(circles())
def test_a_tie_made_elsewhere_moves_nobody(facts: CircleFacts) -> None:
    aside = {frozenset(pair) for pair in facts.beside.tolist()}
    here = {frozenset(pair) for pair in facts.ties.tolist()} - aside
    facts = replace(facts, ties=np.concatenate([facts.ties, facts.beside]))

    counted = network_in(tabulate(facts, DEFAULTS)).ties

    assert {frozenset(pair) for pair in counted.tolist()} == {pair for pair in here if len(pair) == 2}


@unhurried
@given(circles())
def test_a_list_is_the_beginning_of_a_longer_one(facts: CircleFacts) -> None:
    facts = replace(facts, beside=facts.beside[:0])
    short, long = (lists(score_circle(facts, settings=replace(CHOOSY, keep=keep))) for keep in (2, 1000))

    assert short == {person: found[:2] for person, found in long.items()}
