import pytest

from apps.matching.engine import EvidenceType, score_circle
from tests.matching.engine.drawing import circle


def test_acquaintance_in_common_counts_by_how_few_she_knows() -> None:
    found = score_circle(circle(3, ties=[(1, 0), (2, 1)]))

    assert list(found.rows()) == [(10, 30, 20.0, [(EvidenceType.ACQUAINTANCE, 20, 20, 10.0, None)])]


def test_acquaintance_of_many_says_less() -> None:
    found = score_circle(circle(9, ties=[(0, other) for other in range(1, 9)]), only=1)

    assert set(found.bits.tolist()) == {5.0}  # knows 8: the root of 2 / 8


def test_acquaintances_add_up() -> None:
    found = score_circle(circle(4, ties=[(0, 1), (0, 2), (3, 1), (3, 2)]), only=0)

    assert [(high, score) for _, high, score, _ in found.rows()] == [(40, 40.0)]


@pytest.mark.parametrize("twice", [[(0, 1), (1, 0), (1, 2)], [(0, 1), (0, 1), (1, 2), (1, 1)]])
def test_a_tie_told_twice_is_one(twice: list[tuple[int, int]]) -> None:
    assert score_circle(circle(3, ties=twice)).score.tolist() == [20.0]
