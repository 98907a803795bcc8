"""The engine judged as it is used, on networks that are counted by hand."""

import pytest

from apps.matching.engine.measuring import Given, Setting
from apps.matching.engine.serving import circles_of, measure_served

# Ten twos who say the same, which nobody else says, and know each other; each two have a circle of their own.
TWOS = [(2 * number, 2 * number + 1) for number in range(10)]
PEOPLE = range(20)
SAID = [(person, "interest", f"group {person // 2}") for person in PEOPLE]
OWN = [(f"circle {person // 2}", person) for person in PEOPLE]


def test_in_one_circle_everybody_gets_the_one_they_know_and_nobody_without_a_reason() -> None:
    """A hidden tie is between two who say the same. 3 / 120 of them do: 5 bits."""
    served = measure_served(Given(PEOPLE, SAID, TWOS, []), Setting.WARM, seed=1)

    assert (served.precision, served.coverage, served.in_circles, served.reasons) == (1, 1, 1, 1)


def test_all_whom_two_know_are_one_sentence() -> None:
    """Nobody says anything of themselves; everybody knows the same four."""
    known = [(one, other) for one in range(4) for other in range(4, 20)]

    served = measure_served(Given(PEOPLE, [], known, []), Setting.WARM, seed=1)

    assert (served.reasons, served.coverage > 0) == (1, True)


def test_what_everybody_says_is_no_reason_for_anybody() -> None:
    same = [(person, "interest", "the same") for person in PEOPLE]

    served = measure_served(Given(PEOPLE, same, TWOS, []), Setting.WARM, seed=1)

    assert (served.coverage, served.precision, served.in_circles) == (0, 0, 1)


def test_people_meet_inside_their_circles_only() -> None:
    apart = [(f"circle {person % 2}", person) for person in PEOPLE]

    served = measure_served(Given(PEOPLE, SAID, TWOS, apart), Setting.WARM, seed=1)

    assert (served.coverage, served.in_circles) == (0, 1)
    assert measure_served(Given(PEOPLE, SAID, TWOS, OWN), Setting.WARM, seed=1).precision == 1


def test_who_has_just_come_and_is_in_no_circle_sees_nobody() -> None:
    given = Given(PEOPLE, SAID, TWOS, [*OWN, *(("all", person) for person in PEOPLE)])

    cold, with_circles = (measure_served(given, setting, seed=1) for setting in (Setting.COLD, Setting.COLD_CIRCLES))

    assert (cold.coverage, cold.in_circles) == (0, 0)
    assert (with_circles.coverage, with_circles.precision) == (1, 1)


def test_circles_hold_their_members_facts_and_ties() -> None:
    facts = list(circles_of(Given(PEOPLE, SAID, TWOS, OWN[:4]), whole=False))

    assert [one.members.tolist() for one in facts] == [[0, 1], [2, 3]]
    assert [one.ties.tolist() for one in facts] == [[[0, 1]], [[0, 1]]]
    assert [(one.holders.tolist(), one.population) for one in facts] == [([2, 2], 20), ([2, 2], 20)]


def test_a_kind_that_profiles_do_not_know_is_an_other() -> None:
    (facts,) = circles_of(Given([1, 2], [(1, "shoe size", 40), (2, "seeks", "shoes")], [], []), whole=True)

    assert facts.kinds.tolist() == [11, 9]


@pytest.mark.parametrize("setting", list(Setting))
def test_run_twice_it_says_the_same(setting: Setting) -> None:
    given = Given(PEOPLE, SAID, TWOS, OWN)

    assert measure_served(given, setting, seed=3) == measure_served(given, setting, seed=3)
