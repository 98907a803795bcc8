"""What puts people into order, family by family, on networks that are counted by hand."""

from dataclasses import replace

import numpy as np
import pytest

from apps.matching.engine.arrays import Floats, Ints
from apps.matching.engine.ranking.alike import likeness
from apps.matching.engine.ranking.learning import MOST_KNOWN, climbed, fitted, learn_connected, learn_newcomers
from apps.matching.engine.ranking.network import Network, network_of, side_by_side
from apps.matching.engine.ranking.outcomes import Outcomes, some_people, some_ties
from apps.matching.engine.ranking.spreading import Ranked, ranked, spread
from apps.matching.engine.ranking.strengths import FAMILIES, Family, strengths_of
from apps.matching.engine.ranking.weights import CONNECTED, NEWCOMERS, SHIPPED, Order, order_of


def network(size: int, facts: list[tuple[int, int]], ties: list[tuple[int, int]]) -> Network:
    """facts: (person, fact)"""
    held = np.array(facts, np.int64).reshape(-1, 2)
    count = int(held[:, 1].max(initial=-1)) + 1
    return network_of(size, (held[:, 0], held[:, 1], count), np.array(ties, np.int64).reshape(-1, 2))


def strength(family: Family, given: Network, person: int) -> Floats:
    found: Floats = strengths_of(given).of(np.array([person]))[family][0]
    return found


def test_what_is_said_twice_counts_once_and_nobody_knows_themselves() -> None:
    found = network(3, [(0, 0), (0, 0), (1, 1)], [(2, 1), (1, 2), (0, 0)])

    assert found.ties.tolist() == [[1, 2]]
    assert found.holders.tolist() == [1, 1]
    assert found.degree.tolist() == [0, 1, 1]


def test_an_acquaintance_in_common_counts_less_the_more_she_knows() -> None:
    star = network(6, [], [(0, 2), (1, 2), (3, 2), (4, 2)])

    assert strength(Family.ACQUAINTANCES, star, 0) == pytest.approx([0.5, 0.5, 0, 0.5, 0.5, 0])


def test_a_friend_of_a_friends_friend_is_found_three_steps_away() -> None:
    chain = network(5, [], [(0, 1), (1, 2), (2, 3), (3, 4)])

    found = strength(Family.FARTHER, chain, 0)

    assert found[3] > 0
    assert found[4] == 0


def test_a_shared_fact_counts_by_how_few_hold_it() -> None:
    held = [(person, 0) for person in range(4)] + [(0, 1), (3, 1)]

    common, rare = np.log2(104 / 5), np.log2(104 / 3)
    assert strength(Family.SHARED, network(4, held, []), 0)[1:] == pytest.approx([common, common, common + rare])


def test_what_few_hold_counts_by_how_few_they_are() -> None:
    held = [(person, 0) for person in range(4)] + [(0, 1), (3, 1)]

    assert strength(Family.RARE, network(4, held, []), 0)[1:] == pytest.approx([1 / 4, 1 / 4, 1 / 4 + 1 / 2])


def test_what_few_hold_here_is_common_where_many_hold_it_elsewhere() -> None:
    here = network(2, [(0, 0), (1, 0)], [])

    around = replace(here, held_around=np.array([24]), around=700)

    assert strength(Family.SHARED, around, 0)[1] == pytest.approx(5)
    assert strength(Family.SHARED, here, 0)[1] == pytest.approx(np.log2(102 / 3))


def test_likeness_is_the_squared_cosine_and_nobody_is_like_themselves() -> None:
    same = network(3, [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1)], [])

    found = likeness(same).of(np.arange(3)).toarray()

    assert found.diagonal().tolist() == [0, 0, 0]
    assert found[0, 1] == pytest.approx(1)
    rare, common = np.log(103 / 3), np.log(103 / 4)
    assert likeness(network(40, [(0, 0), (1, 0)], [])).of(np.array([1])).toarray()[0, :2] == pytest.approx([1, 0])
    assert found[0, 2] == pytest.approx(common**2 / (rare**2 + common**2))


def test_a_newcomer_meets_whom_those_like_them_know() -> None:
    """0 has just come, and is like 1, who knows 2; 3 knows somebody whom nobody is like."""
    given = network(5, [(0, 0), (1, 0), (2, 1), (3, 2), (4, 3)], [(1, 2), (3, 4)])

    assert strength(Family.FRIENDS_OF_ALIKE, given, 0) == pytest.approx([0, 0, 1, 0, 0])
    assert strength(Family.ALIKE_FRIENDS, given, 2) == pytest.approx([1, 0, 0, 0, 0])
    assert strength(Family.WALK, given, 0)[3:].tolist() == [0, 0]


def test_how_many_one_knows_is_never_a_reason() -> None:
    given = network(5, [(0, 0), (1, 1)], [(2, 3), (3, 4)])
    strengths = strengths_of(given)

    assert strengths.of(np.array([0]))[Family.KNOWN, 0, 3] > 0
    assert np.all(order_of(strengths).worth_with_reason(strengths, np.array([0]))[0, 1:] == -np.inf)


def test_nothing_depends_on_the_order_of_rows() -> None:
    chance = np.random.default_rng(3)
    facts, ties = chance.integers(0, 30, (200, 2)), chance.integers(0, 30, (60, 2))
    one, other = (
        strengths_of(network_of(30, (facts[order, 0], facts[order, 1], 30), ties[rows]))
        for order, rows in [(np.arange(200), np.arange(60)), (chance.permutation(200), chance.permutation(60))]
    )

    everybody = np.arange(30)
    assert np.array_equal(one.of(everybody), other.of(everybody))


# Learning


def outcomes(told: list[list[list[float]]], right: list[list[int]]) -> Outcomes:
    """told: by family and person, of everybody; everybody is free."""
    given = np.zeros((FAMILIES, len(right), len(told[0][0])), np.float32)
    given[: len(told)] = told
    hits = np.array(right, bool)
    return Outcomes(given, np.ones(hits.shape, bool), hits, np.ones(len(right), np.float32))


def test_a_gain_is_counted_from_the_top_of_the_list() -> None:
    part = outcomes([[[3, 2, 1, 0.5]]], [[0, 1, 0, 0]])
    first, last = np.eye(FAMILIES)[0], -np.eye(FAMILIES)[0]

    assert part.gain(first) == pytest.approx(1 / np.log2(3))
    assert part.gain(last) == pytest.approx(1 / np.log2(4))


def test_what_foretells_gets_weight_and_what_does_not_gets_none() -> None:
    chance = np.random.default_rng(1)
    noise, right = chance.random((80, 30)), chance.random((80, 30)) < 0.1
    right[:, 0] = True
    telling = right + chance.random((80, 30))
    part = outcomes([telling.tolist(), noise.tolist()], right.tolist())

    weights = fitted([part])

    assert weights[0] > 1
    assert abs(weights[1]) < weights[0] / 4
    assert part.gain(climbed([part], np.ones(FAMILIES))) >= part.gain(np.ones(FAMILIES))


def village(*, telling: bool, people: int = 120) -> Network:
    """Groups of twelve who know each other. Facts tell the group, or nothing at all."""
    chance, groups = np.random.default_rng(7), people // 12
    group = np.repeat(np.arange(groups), 12)
    low, high = np.triu_indices(people, 1)
    known = (group[low] == group[high]) & (chance.random(len(low)) < 0.5)
    said = group if telling else chance.permutation(group)
    noise = chance.integers((0, groups), (people, groups + 40), (2 * people, 2))
    facts = np.concatenate([np.stack([np.arange(people), said], 1), noise])
    return network_of(people, (facts[:, 0], facts[:, 1], groups + 40), np.stack([low, high], 1)[known])


@pytest.mark.parametrize("telling", [True, False])
def test_what_is_learned_is_never_worse_than_what_we_ship_where_it_is_looked_at(telling: bool) -> None:
    """Somebody else's village of the same kind, too: what was told of the part that was held out holds there."""
    given = village(telling=telling, people=384)
    scale = order_of(strengths_of(given)).scale

    connected = learn_connected(given, scale, CONNECTED)
    newcomers = learn_newcomers(given, scale, NEWCOMERS, lacking=np.zeros(given.holds.shape[1], bool))

    for found, shipped in ((connected, CONNECTED), (newcomers, NEWCOMERS)):
        better = found.gain > found.shipped
        assert found.people
        assert better != np.array_equal(found.weights, shipped)
        assert found.gain >= found.shipped
        assert found.weights[: Family.KNOWN].min() >= 0
        assert abs(found.weights[Family.KNOWN]) <= MOST_KNOWN


def test_newcomers_are_put_into_order_by_what_tells_where_it_was_not_what_we_ship() -> None:
    given = village(telling=True, people=384)
    none = np.zeros(FAMILIES)

    found = learn_newcomers(given, order_of(strengths_of(given)).scale, none, lacking=np.zeros(72, bool))

    assert found.gain > found.shipped + 0.1
    assert found.weights.any()


def test_what_is_strong_is_the_same_side_by_side_and_alone() -> None:
    given = replace(village(telling=True), around=10_000)

    several = order_of(strengths_of(side_by_side([given] * 5))).scale.strong

    assert several == pytest.approx(order_of(strengths_of(given)).scale.strong, rel=0.1)


def test_weights_meant_for_another_scale_make_the_same_order() -> None:
    strengths = strengths_of(village(telling=True))
    own, rows = order_of(strengths).scale, np.arange(120)

    here = Order(own, *(own.meant(weights, SHIPPED.scale) for weights in (NEWCOMERS, CONNECTED)))

    assert here.worth(strengths, rows) == pytest.approx(SHIPPED.worth(strengths, rows), rel=1e-4)


def test_of_few_outcomes_nothing_is_learned() -> None:
    few = network(4, [(0, 0)], [(0, 1), (1, 2)])

    found = learn_connected(few, order_of(strengths_of(few)).scale, CONNECTED)

    assert (found.weights is CONNECTED, found.people) == (True, 0)


def test_hidden_people_have_neither_ties_nor_what_newcomers_lack() -> None:
    given, lacking = village(telling=True), np.arange(50) < 10

    left, hidden = some_people(lacking)(given, 1)

    before, after = (one.holds[:, :10].sum(axis=1) for one in (given, left))
    new = np.flatnonzero(after < before)
    assert len(new) == 15
    assert set(new).isdisjoint(np.flatnonzero(some_people(lacking)(given, 2)[0].holds[:, :10].sum(axis=1) < before))
    assert not after[new].any()
    assert not left.degree[new].any()
    assert len(hidden) + len(left.ties) == len(given.ties)


def test_a_tenth_of_the_ties_is_hidden() -> None:
    given = village(telling=True)

    left, hidden = some_ties(given, 1)

    assert len(hidden) == round(len(given.ties) / 10)
    assert {*map(tuple, some_ties(given, 2)[1].tolist())}.isdisjoint(map(tuple, hidden.tolist()))
    assert {tuple(tie) for tie in left.ties.tolist()}.isdisjoint(map(tuple, hidden.tolist()))


# Spreading


def shown(lists: list[Ints], size: int) -> list[int]:
    counts: list[int] = np.bincount(np.concatenate(lists), minlength=size).tolist()
    return counts


def test_a_list_is_best_first_and_of_equal_ones_the_lower_index() -> None:
    found = ranked(np.array([[-np.inf, 2, 1, 2]], np.float32))

    assert found.people[0, :3].tolist() == [1, 3, 2]
    assert spread(found, length=3, size=4)[0].tolist() == [1, 3, 2]


def test_nobody_is_on_a_list_for_the_sake_of_length() -> None:
    assert spread(ranked(np.array([[-np.inf, 1, -np.inf]], np.float32)), length=3, size=3)[0].tolist() == [1]
    assert spread(ranked(np.full((1, 3), -np.inf, np.float32)), length=3, size=3)[0].tolist() == []


def test_whoever_is_on_a_list_is_a_little_dearer_for_the_next() -> None:
    """All prefer person 0 by a hair to somebody of their own."""
    worth = np.full((20, 21), -1.0, np.float32)
    worth[:, 0] = 1.0
    worth[np.arange(20), np.arange(1, 21)] = 0.99

    alone = [found[:1] for found in ranked(worth).people]
    together = spread(ranked(worth), length=1, size=21)

    assert shown(alone, 21)[0] == 20
    assert 1 <= shown(together, 21)[0] < 5


def test_parts_of_a_list_are_joined_by_their_lengths() -> None:
    parts = [Ranked(np.zeros((1, 2), np.int64), np.zeros((1, 2), np.float32), 1.0)] * 3
    parts.append(Ranked(np.zeros((3, 2), np.int64), np.zeros((3, 2), np.float32), 2.0))

    assert Ranked.joined(parts).unit == 1.5
