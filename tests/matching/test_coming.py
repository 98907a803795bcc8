"""Who comes next before a person: by strength, by a wish or by lot."""

from collections.abc import Sequence

import pytest

from apps.matching import coming
from apps.matching.coming import Choice, Twosome
from apps.matching.reading import Pair

ME = 1
PAIRS = [Pair(1, ME, other, [], score=20.0 - other) for other in range(2, 12)]


def choice(*, lately: Sequence[int] = (), wished: Sequence[int] = (), shown: int = 0) -> Choice:
    return Choice(ME, PAIRS, {(ME, i) for i in lately}, len(PAIRS), [(ME, i) for i in wished], shown)


def others(pairs: Sequence[Pair]) -> list[int]:
    return [pair.high_id for pair in pairs]


@pytest.fixture
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coming, "ONE_IN", 1)


def test_who_wished_is_called_from_further_down() -> None:
    assert others(choice(wished=[9]).called(PAIRS[:3])) == [9]


def test_who_wished_longest_ago_is_called_first() -> None:
    assert others(choice(wished=[9, 6]).called(PAIRS[:3])) == [9, 6]


@pytest.mark.usefixtures("_always")
@pytest.mark.parametrize("wished", [[], [9]])
def test_nobody_is_called_where_nobody_new_comes(wished: list[int]) -> None:
    assert choice(lately=[2, 3, 4], wished=wished).called(PAIRS[:3]) == []


@pytest.mark.usefixtures("_always")
def test_nobody_is_called_where_who_wished_comes_anyway() -> None:
    assert choice(wished=[3]).called(PAIRS[:3]) == []


def test_who_wished_and_lies_there_already_calls_for_nothing() -> None:
    assert others(choice(lately=[2], wished=[2, 8]).called(PAIRS[:3])) == [8]


def test_who_was_shown_lately_and_made_room_is_not_called_again() -> None:
    assert choice(lately=[9], wished=[9]).called(PAIRS[:3]) == []


def test_whom_nothing_speaks_for_is_not_called() -> None:
    assert choice(wished=[99]).called(PAIRS[:3]) == []


@pytest.mark.usefixtures("_always")
def test_the_lot_draws_from_those_further_down() -> None:
    drawn = {others(choice(shown=number).called(PAIRS[:3]))[0] for number in range(200)}

    assert drawn == set(range(5, 12))


def test_the_lot_is_drawn_one_time_in_five(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coming, "ONE_IN", 5)

    called = sum(bool(choice(shown=number).called(PAIRS[:3])) for number in range(1000))

    assert 150 < called < 250


@pytest.mark.usefixtures("_always")
def test_the_lot_is_the_same_until_something_was_shown() -> None:
    assert choice().called(PAIRS[:3]) == choice().called(PAIRS[:3])


def test_two_of_is_the_pair() -> None:
    two: Twosome = coming.two_of(PAIRS[0])

    assert two == (1, 2)
