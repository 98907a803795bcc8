"""In a circle in which nobody is compared with everybody, what is found is as it would be, and most of it is found."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine import DEFAULTS, CircleFacts, Kind, ScoredPairs, score_circle
from benchmarks.scale.everyone import everyone
from tests.matching.engine.drawing import Fact, circle, circles, reordered
from tests.matching.engine.test_properties import told

# Everybody is compared with everybody who has anything in common with them.
ALL = replace(DEFAULTS, threshold=0.0, keep=1000, lines=1000, wide_keep=1000)
WIDE = replace(ALL, wide_from=0)
NARROW = replace(WIDE, wide_common=2, wide_people=4)
# A busy machine is no failure.
unhurried = settings(deadline=None)


def by_pair(found: ScoredPairs) -> dict[tuple[int, int], tuple[object, ...]]:
    return {(low, high): (score, tuple(lines)) for low, high, score, lines in found.rows()}


@unhurried
@given(circles())
def test_where_nothing_is_left_out_it_is_as_without(facts: CircleFacts) -> None:
    assert by_pair(score_circle(facts, settings=WIDE)) == by_pair(score_circle(facts, settings=ALL))


@unhurried
@given(circles())
def test_whoever_is_found_has_exactly_the_score_and_the_reasons_of_before(facts: CircleFacts) -> None:
    exact = by_pair(score_circle(facts, settings=ALL))

    for pair, rest in by_pair(score_circle(facts, settings=NARROW)).items():
        assert exact[pair] == rest


@unhurried
@given(circles(), st.randoms())
def test_row_order_changes_nothing(facts: CircleFacts, random: np.random.RandomState) -> None:
    order = np.arange(len(facts.trait_ids))
    random.shuffle(order)

    assert told(score_circle(reordered(facts, order), settings=NARROW)) == told(score_circle(facts, settings=NARROW))


@unhurried
@given(circles())
def test_one_member_gets_exactly_their_part_of_the_whole(facts: CircleFacts) -> None:
    """But for who comes first where several are worth the same."""
    choosy = replace(NARROW, wide_keep=2)
    whole = score_circle(facts, settings=choosy)

    for index, member in enumerate(facts.members.tolist()):
        mine = told(score_circle(facts, settings=choosy, only=index, price=whole.price))
        assert [row[:-1] for row in mine] == [row[:-1] for row in told(whole) if member in row[:2]]


@unhurried
@given(circles())
def test_having_met_elsewhere_changes_nothing_that_others_see(facts: CircleFacts) -> None:
    """Whoever is beside takes no room from those with whom somebody is compared anyway, and says nothing of them."""
    aside = {frozenset(pair) for pair in facts.beside.tolist()}
    facts = replace(facts, ties=np.array([p for p in facts.ties.tolist() if {*p} not in aside], int).reshape(-1, 2))
    choosy = replace(NARROW, wide_keep=2)
    before = score_circle(replace(facts, beside=facts.beside[:0]), settings=choosy)

    seen = {row[:2]: row[2:-1] for row in told(score_circle(facts, settings=choosy))}

    for low, high, score, lines, *worth, _first in told(before):
        score_after, lines_after, *worth_after = seen[low, high]
        assert (score_after, lines_after) == (score, lines)
        assert all(now == was for now, was in zip(worth_after, worth, strict=True) if was is not None)


def test_whoever_was_met_elsewhere_takes_no_room() -> None:
    """The first shares something with three others, and two of eight have been met elsewhere: four may be compared."""
    facts = [Fact(owner, topic) for topic in (1, 2, 3) for owner in (0, topic)]

    def on_list(beside: list[tuple[int, int]]) -> list[int]:
        return _lists(score_circle(circle(9, facts, beside=beside), settings=NARROW))[10]

    assert on_list([(0, 5), (0, 6)]) == on_list([]) == [20, 30, 40]


def test_who_is_near_only_from_afar_is_asked() -> None:
    """The first is in a village with one town within reach, the second in that town, near which much else is."""
    towns = [(owner, 50.24 + step / 50) for step, owner in enumerate([2, 3, 4] * 3)]
    where = [(0, 50.0), (1, 50.2), *towns]
    facts = circle(5, [Fact(owner, topic, Kind.PLACE, at=(at, 8.0)) for topic, (owner, at) in enumerate(where)])
    whole = score_circle(facts, settings=NARROW)

    mine = score_circle(facts, settings=NARROW, only=1, price=whole.price)

    assert (10, 20) in by_pair(whole)
    assert by_pair(mine) == {pair: told for pair, told in by_pair(whole).items() if 20 in pair}


def test_what_many_have_brings_nobody_together_and_counts_in_full() -> None:
    """Four hold topic 1, which is more than three; two of them also hold topic 2."""
    facts = [*(Fact(owner, 1) for owner in range(4)), Fact(0, 2), Fact(1, 2)]

    found = score_circle(circle(9, facts), settings=replace(NARROW, wide_common=3))

    assert [(low, high, score) for low, high, score, _lines in found.rows()] == [(10, 20, 15.6796875)]


def test_most_of_the_best_are_found() -> None:
    """In a circle of everybody, of whom each is compared with one in twenty."""
    facts = everyone(people=3000, seed=1)
    capped = replace(DEFAULTS, wide_from=0, wide_common=60, wide_people=150)

    exact, found = (score_circle(facts, settings=how) for how in (DEFAULTS, capped))

    best, kept = _lists(exact), _lists(found)
    shares = [len(set(one[:10]) & set(kept.get(person, ()))) / len(one[:10]) for person, one in best.items()]
    assert np.mean(shares) > 0.5


def _lists(found: ScoredPairs) -> dict[int, list[int]]:
    lists: dict[int, list[tuple[float, int]]] = {}
    for row in told(found):
        low, high, *_rest, to_low, to_high, _first = row
        for person, other, worth in ((low, high, to_low), (high, low, to_high)):
            if worth is not None:
                lists.setdefault(person, []).append((-worth, other))
    return {person: [other for _worth, other in sorted(some)] for person, some in lists.items()}
