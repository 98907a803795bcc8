import pytest

from apps.matching.phrases import NEAR, SAME, SAME_YEARS, listed, school_word
from apps.profiles.models import SENSITIVE, TraitKind


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("Forest Hills High School", "Richmond Hill High", "high school"),
        ("Overton High", "Hume-Fogg High School", "high school"),
        ("Forest Hills High School", "Aarhus University", "school"),
        ("Highgate School", "Forest Hills High School", "school"),
    ],
)
def test_schools_are_high_schools_when_both_say_so(one: str, other: str, word: str) -> None:
    assert school_word(one, other) == word


def test_every_kind_of_fact_has_a_phrase() -> None:
    assert set(SAME) == set(TraitKind.values) - set(SENSITIVE)
    assert set(SAME_YEARS) <= set(TraitKind.values)
    assert set(NEAR) - {"high school"} <= set(TraitKind.values)


def test_names_are_listed_as_in_a_sentence() -> None:
    assert [listed(names) for names in (["Ana"], ["Ana", "Ben"], ["Ana", "Ben", "Eva"])] == [
        "Ana",
        "Ana and Ben",
        "Ana, Ben and Eva",
    ]
