"""Who comes first when everybody may be in a few pairs only, against the exact optimum."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from apps.matching.engine.arrays import Bools, Floats, Ints
from apps.matching.engine.sharing import chosen, prices


def shared_out(low: Ints, high: Ints, value: Floats, *, size: int, most: int) -> Bools:
    price = prices(low, high, value, size=size, most=most)
    return chosen(low, high, value, price, most=most)


def times_in(low: Ints, high: Ints, size: int) -> Ints:
    return np.bincount(np.concatenate([low, high]), minlength=size)


def crowd(size: int, pairs_each: int) -> tuple[Ints, Ints, Floats]:
    """A few are wanted by many."""
    chance = np.random.default_rng(size)
    liked = chance.gamma(0.5, 1, size) + 0.05
    one, other = (
        chance.integers(0, size, size * pairs_each),
        chance.choice(size, size * pairs_each, p=liked / liked.sum()),
    )
    low, high = np.unique(np.sort(np.stack([one, other], 1)[one != other], axis=1), axis=0).T
    value = chance.gamma(2, 2, len(low)) + liked[low] + liked[high]
    return low, high, value.astype(np.float32)


def optimum(low: Ints, high: Ints, value: Floats, *, size: int, most: int) -> float:
    """By HiGHS, exactly."""
    pairs = np.arange(len(low))
    ends = (np.concatenate([low, high]), np.tile(pairs, 2))
    room = LinearConstraint(csr_array((np.ones(2 * len(low)), ends), shape=(size, len(low))), -np.inf, most)
    found = milp(-value, constraints=room, bounds=Bounds(0, 1), integrality=np.ones(len(low)))
    assert found.success
    return -float(found.fun)


@pytest.mark.parametrize(("most", "left"), [(1, 0.02), (3, 0.005), (6, 0.005)])
def test_nearly_as_good_as_the_optimum_and_hardly_anybody_is_left_with_nothing(most: int, left: float) -> None:
    size = 600
    low, high, value = crowd(size, 15)

    found = shared_out(low, high, value, size=size, most=most)

    assert value[found].sum() >= 0.98 * optimum(low, high, value, size=size, most=most)
    times, might = times_in(low[found], high[found], size), times_in(low, high, size)
    assert times.max() <= most
    assert np.mean((times == 0) & (might > 0)) < left


def test_whoever_is_wanted_by_more_than_there_is_room_for_gets_a_price() -> None:
    """Everybody wants 0; 1 and 2 could as well meet each other."""
    low, high, value = np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([5, 4, 1], np.float32)

    price = prices(low, high, value, size=3, most=1)

    assert price[0] > 0
    assert chosen(low, high, value, price, most=1).tolist() == [True, False, False]


def test_somebody_with_one_partner_takes_the_place_of_somebody_with_several() -> None:
    """0 would meet 1 and 2, who also have each other; 3 has nobody but 0."""
    low, high, value = np.array([0, 0, 1, 0]), np.array([1, 2, 2, 3]), np.array([9, 8, 7, 1], np.float32)

    found = shared_out(low, high, value, size=4, most=2)

    assert found[3]
    assert times_in(low[found], high[found], 4).tolist() == [2, 2, 1, 1]


def test_where_there_is_room_for_all_all_are_chosen() -> None:
    low, high, value = crowd(5, 2)

    assert shared_out(low, high, value, size=5, most=4).all()
    assert not prices(low, high, value, size=5, most=4).any()


@settings(deadline=None)
@given(st.integers(2, 12), st.integers(1, 4), st.randoms(use_true_random=False))
def test_nobody_is_in_more_than_there_is_room_for_and_no_place_stays_empty(
    size: int, most: int, lot: st.DataObject
) -> None:
    chance = np.random.default_rng(lot.randrange(1 << 30))  # type: ignore[attr-defined]
    low, high = np.triu_indices(size, 1)
    some = chance.random(len(low)) < 0.6
    low, high, value = low[some], high[some], chance.integers(1, 9, int(some.sum())).astype(np.float32)

    found = shared_out(low, high, value, size=size, most=most)

    times = times_in(low[found], high[found], size)
    assert times.max(initial=0) <= most
    assert not np.any(~found & (times[low] < most) & (times[high] < most))
