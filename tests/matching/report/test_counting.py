"""What a report counts."""

from datetime import timedelta

import pytest

from apps.introductions.models import Introduction
from apps.matching.engine import EvidenceType
from apps.matching.report.counting import (
    asked_by_type,
    came_by_type,
    people_covered,
    people_there,
    people_waiting,
    times_on_lists,
)
from apps.profiles.models import User
from tests.factories import join, make_user
from tests.matching.report.scenes import (
    LONG_AGO,
    NEAR,
    SHARED,
    WEEKS,
    asked,
    came_before,
    could_meet,
    pairs_of,
    suggested,
    town,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_present_members_count_who_came_before_the_weeks_were_over() -> None:
    circle, people = town(6)
    join(circle, make_user("Too late"), at=WEEKS.end)
    User.objects.filter(pk=people[0].pk).update(suspended_at=LONG_AGO)

    assert len(people_there(WEEKS)) == 5


def test_covered_is_for_whom_the_engine_found_somebody() -> None:
    circle, people = town(6)
    could_meet(circle, people[0], people[1])
    could_meet(circle, people[1], people[2])

    assert people_covered(WEEKS) == 3


def test_waiting_is_for_whom_there_is_somebody_and_nobody_came() -> None:
    circle, (one, other, third, fourth, *_more) = town(6)
    newcomer = make_user("New")
    join(circle, newcomer, at=WEEKS.start)
    for pair in ((one, other), (other, third), (third, fourth), (fourth, newcomer)):
        could_meet(circle, *pair)
    came_before(one, suggested(circle, one, other), at=WEEKS.end - HOUR)
    lying = suggested(circle, other, third)
    lying.showings.create(user=other, place="home", first_at=WEEKS.start - HOUR, last_at=WEEKS.start)
    came_before(third, lying, at=WEEKS.start - HOUR)
    came_before(fourth, suggested(circle, third, fourth), at=WEEKS.end)

    assert people_waiting(WEEKS) == (2, 4)  # Third and fourth, of the four who were there before


def test_who_came_before_others_is_counted_once_for_each_in_the_weeks_in_which_it_was_new() -> None:
    circle, (one, other, third, *_more) = town(6)
    pair = suggested(circle, one, other)
    came_before(one, pair, at=WEEKS.start)
    pair.showings.create(user=one, place="digest", first_at=WEEKS.start + HOUR, last_at=WEEKS.end)
    came_before(third, suggested(circle, other, third), at=WEEKS.end - HOUR)
    before = suggested(circle, one, third)
    came_before(one, before, at=WEEKS.start - HOUR)
    before.showings.create(user=one, place="digest", first_at=WEEKS.start + HOUR, last_at=WEEKS.end)
    came_before(third, before, at=WEEKS.end)

    assert times_on_lists(WEEKS) == {other.pk: 2}
    assert came_by_type(WEEKS) == {EvidenceType.SHARED: [(one.pk, other.pk), (other.pk, third.pk)]}


def test_asks_count_by_what_says_most_when_their_time_is_over() -> None:
    circle, people = town(13)
    two = pairs_of(people, 6)
    for number, kind in enumerate([SHARED, SHARED, NEAR, SHARED, SHARED]):
        suggested(circle, *two[number], kind)
    asked(circle, [*two[0]], made=True)
    asked(circle, [*two[1]], made=False, shadow=True)
    asked(circle, [*two[2]], made=False)
    asked(circle, [*two[3]], made=True, at=WEEKS.start - HOUR)
    asked(circle, [*two[4]], made=True, at=WEEKS.end)
    asked(circle, [*two[5]], made=True)  # never suggested
    asked(circle, people[:3], made=True)

    assert asked_by_type(WEEKS) == {
        EvidenceType.SHARED: ([(two[0][0].pk, two[0][1].pk)], [(two[1][0].pk, two[1][1].pk)]),
        EvidenceType.NEAR: ([], [(two[2][0].pk, two[2][1].pk)]),
    }


def test_the_weeks_of_an_ask_do_not_depend_on_a_block_that_ended_it_early() -> None:
    circle, people = town(6)
    suggested(circle, people[0], people[1])
    ask = asked(circle, people[:2], made=False, at=WEEKS.start + HOUR)
    Introduction.objects.filter(pk=ask.pk).update(closes_at=WEEKS.start - 24 * HOUR)

    assert set(asked_by_type(WEEKS)) == {EvidenceType.SHARED}


def test_what_was_suggested_only_after_it_was_asked_does_not_count() -> None:
    circle, people = town(6)
    asked(circle, people[:2], made=True, at=WEEKS.start + 12 * 24 * HOUR)
    suggested(circle, people[0], people[1], at=WEEKS.start + 11 * 24 * HOUR)

    assert asked_by_type(WEEKS) == {}
