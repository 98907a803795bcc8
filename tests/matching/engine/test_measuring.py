"""The figures by which suggestions are judged, each on a network that is counted by hand."""

import importlib.util
import sys
from dataclasses import astuple
from math import log2
from pathlib import Path

import pytest

from apps.matching.engine.harness import suggest
from apps.matching.engine.measuring import Given, Setting, gini, hide, judged, measure
from apps.matching.networks import read_network

NETWORKS = Path(__file__).parents[4] / "shared" / "networks"
needs_networks = pytest.mark.skipif(not NETWORKS.is_dir(), reason="needs the networks beside the project")

PEOPLE = list(range(20))
RING = Given(PEOPLE, [], [(person, person + 1) for person in PEOPLE[:-1]] + [(0, 19)], [("a", 3), ("a", 4)])


def test_figures_of_two_lists_counted_by_hand() -> None:
    figures = judged({1: [3, 4, 2], 2: []}, {1: {2, 4}, 2: {1}}, [1, 2, 3, 4], length=3)

    ndcg = (1 / log2(3) + 1 / log2(4)) / (1 + 1 / log2(3)) / 2
    assert astuple(figures) == pytest.approx((0.5, 0.5, 0.25, ndcg, 0.25, 0.25, 0.5, 2))


def test_gini_is_nothing_where_all_are_shown_alike_and_all_where_one_is() -> None:
    assert gini([2, 2, 2]) == gini([]) == gini([0, 0]) == 0
    assert gini([0, 0, 0, 8]) == 0.75


def test_warm_hides_a_tenth_of_the_ties_from_both_sides() -> None:
    seen, hidden = hide(RING, Setting.WARM, 1)

    gone = set(RING.ties) - set(seen.ties)
    assert len(gone) == 2
    assert {(a, b) for a, b in gone} == {tuple(sorted((a, b))) for a, found in hidden.items() for b in found}


def test_newcomers_lose_ties_and_circles_or_ties_alone() -> None:
    network = Given(PEOPLE, [], RING.ties, [("a", person) for person in PEOPLE])

    for setting, kept in ((Setting.COLD, 18), (Setting.COLD_CIRCLES, 20)):
        seen, hidden = hide(network, setting, 2)
        assert len(hidden) == 2
        assert len(seen.circles) == kept
        assert not any(person in tie for person in hidden for tie in seen.ties)


def test_whom_they_know_and_themselves_are_taken_off_a_list() -> None:
    def everybody(
        people: list[int], _t: object, _k: object, _c: object, asked: list[int], _n: int
    ) -> dict[int, list[int]]:
        return dict.fromkeys(asked, people)

    figures = measure(everybody, RING, Setting.WARM, seed=1, length=19)

    assert figures.recall == figures.hit == 1
    # Each of the four is shown everybody but oneself, and the one or two whom they know still.
    assert figures.gini == pytest.approx(gini([4 - (person in (0, 1)) for person in range(20)]), abs=0.1)


@needs_networks
@pytest.mark.parametrize("setting", ["warm", "cold"])
def test_the_figures_are_those_of_the_harness(setting: str) -> None:
    spec = importlib.util.spec_from_file_location("harness_of_networks", NETWORKS / "measure.py")
    assert spec
    assert spec.loader
    harness = importlib.util.module_from_spec(spec)
    sys.modules["harness_of_networks"] = harness
    spec.loader.exec_module(harness)

    def shared_most(
        people: list[int], traits: object, ties: object, circles: object, asked: list[int], k: int
    ) -> dict[int, list[int]]:
        return {person: [(person * 7 + step) % len(people) for step in range(40)] for person in asked}

    folder = str(NETWORKS / "lastfm_sparse")
    theirs = harness.run(shared_most, folder, setting, seed=2)
    ours = measure(shared_most, read_network(Path(folder)), Setting(setting), seed=2)

    assert {name: getattr(ours, name) for name in theirs if name != "secs"} == pytest.approx(
        {name: value for name, value in theirs.items() if name != "secs"}
    )


def test_suggest_finds_hidden_ties_better_than_chance() -> None:
    groups = [(person, "group", str(person // 10)) for person in range(100)]
    ties = [(a, b) for a in range(100) for b in range(a + 1, 100) if a // 10 == b // 10 and (a + b) % 3]
    given = Given(list(range(100)), groups, ties, [])

    for setting in (Setting.WARM, Setting.COLD):
        figures = measure(suggest, given, setting, seed=1, length=5)
        assert figures.hit > 0.8
        assert figures.recall > 5 * 5 / 100  # by chance 5 of 99
