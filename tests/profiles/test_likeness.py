"""How often spellings of one thing are taken as one, and that two things never are."""

from itertools import combinations

import pytest

from apps.profiles.likeness import loose
from tests.profiles.spellings import ALIKE, APART


def things(table: dict[str, str]) -> list[tuple[str, list[str]]]:
    return [
        (vocabulary, [spelling.strip() for spelling in line.split("|")])
        for vocabulary, lines in table.items()
        for line in lines.strip().splitlines()
    ]


def test_nineteen_of_twenty_spellings_are_taken_for_what_they_mean() -> None:
    tried, missed = 0, []
    for vocabulary, (first, *others) in things(ALIKE):
        tried += len(others)
        missed += [other for other in others if loose(vocabulary, other) != loose(vocabulary, first)]

    assert tried + len(things(ALIKE)) >= 300
    assert len(missed) <= 0.05 * tried, missed


def test_no_two_things_are_taken_for_one() -> None:
    wrong = [
        (one, other)
        for vocabulary, names in things(APART)
        for one, other in combinations(names, 2)
        if loose(vocabulary, one) == loose(vocabulary, other)
    ]
    # Nor any two of the things that are spelt in many ways.
    forms: dict[tuple[str, str], set[str]] = {}
    for vocabulary, (first, *others) in things(ALIKE):
        for name in (first, *others):
            forms.setdefault((vocabulary, loose(vocabulary, name)), set()).add(first)
    mixed = [firsts for firsts in forms.values() if len(firsts) > 1]

    assert (wrong, mixed) == ([], [])


@pytest.mark.parametrize("name", ["", "!!!", "the", "&", "  ", "🎷"])
def test_a_name_without_words_stays_what_it_is(name: str) -> None:
    assert loose("interest", name) == loose("interest", name.strip())
