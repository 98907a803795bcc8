"""What makes a number speak of no one."""

import pytest

from apps.matching.report.veiling import Share, share_of_answers, share_of_people, veiled


def rows(count: int, *, start: int = 0) -> list[tuple[int, int]]:
    return [(start + 2 * number, start + 2 * number + 1) for number in range(count)]


def test_a_number_is_rounded_to_five_up_or_down_and_keeps_its_mean() -> None:
    drawn = [veiled(12, f"key {number}") for number in range(2000)]

    assert set(drawn) == {10, 15}
    assert 11.7 < sum(drawn) / len(drawn) < 12.3


def test_the_lot_is_the_same_however_often_one_looks() -> None:
    assert len({veiled(12, "one key") for _ in range(50)}) == 1
    assert {veiled(number, "one key") for number in (0, 5, 10)} == {0, 5, 10}


def test_one_more_or_less_may_be_told_alike() -> None:
    """For whoever knows all but one of those counted: whatever the last one did, the same number may come of it."""
    for known in range(5, 30):
        fewer, more = ({veiled(known + last, f"key {number}") for number in range(200)} for last in (0, 1))
        assert fewer & more


@pytest.mark.parametrize(
    ("part", "whole"), [(1, 9), (4, 20), (16, 20), (5, 9), (0, 4), (3, 4)], ids=lambda value: str(value)
)
def test_what_is_about_fewer_than_five_people_is_left_out(part: int, whole: int) -> None:
    assert share_of_people(part, whole, "key") is None


@pytest.mark.parametrize(("part", "told"), [(0, 0.0), (1, 0.0), (4, 0.0), (5, 0.1), (45, 0.9), (46, 1.0), (50, 1.0)])
def test_of_many_fewer_than_five_count_as_nobody(part: int, told: float) -> None:
    assert share_of_people(part, 50, "key") == Share(50, told)


def test_what_is_true_of_nobody_or_of_all_may_be_told_where_it_is_no_secret() -> None:
    assert share_of_people(0, 10, "key") == Share(10, 0.0)
    assert share_of_people(10, 10, "key") == Share(10, 1.0)
    assert share_of_people(5, 10, "key") == Share(10, 0.5)


@pytest.mark.parametrize(("good", "other"), [(0, 9), (9, 0), (4, 9), (9, 4)])
def test_answers_need_five_on_either_side(good: int, other: int) -> None:
    assert share_of_answers(rows(good), rows(other, start=100), "key") is None


def test_five_asks_of_the_same_four_people_are_not_enough() -> None:
    same = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4)]

    assert share_of_answers(same, rows(5, start=100), "key") is None
    more = [*same, (1, 5)][1:]
    told = {share_of_answers(more, rows(5, start=100), f"key {number}") for number in range(200)}
    assert told == {None, Share(10, 0.5)}


def test_from_how_many_on_answers_are_told_is_drawn() -> None:
    """Whoever knows nine of ten cannot count on reading the last one off by whether anything is told."""
    keys = [f"key {number}" for number in range(1000)]

    told = [share_of_answers(rows(5), rows(5, start=100), key) is not None for key in keys]

    assert 0.01 < sum(told) / len(told) < 0.1
    assert all(share_of_answers(rows(9), rows(9, start=100), key) for key in keys)
