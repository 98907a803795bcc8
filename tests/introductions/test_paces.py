"""How much comes: what somebody chose, the first fortnight, and fewer for whom the last ones passed by."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.circles.services.closing import shut
from apps.introductions.models import Introduction
from apps.introductions.paces import (
    WEEK,
    Pace,
    is_to_be_asked_whether_to_pause,
    paces_of_suggestions,
    room_for_asks,
)
from apps.introductions.services.ending import close_due
from apps.introductions.services.letting_come import keep_them_coming, let_come, pause_for_a_month
from apps.profiles.models import User
from apps.profiles.services.profile import resume
from tests.factories import join, make_circle, make_user
from tests.introductions.scenes import ask, say_no, say_yes

pytestmark = pytest.mark.django_db


def asked(circle: Circle, user: User, at: datetime) -> Introduction:
    other = make_user()
    join(circle, other)
    return ask(circle, user, other, at=at)


def pass_by(circle: Circle, user: User, at: datetime, *, asks: int = 3) -> datetime:
    """One a week, and nobody answers; when the last of them has closed."""
    for week in range(asks):
        asked(circle, user, at + week * WEEK)
    over = at + (asks - 1) * WEEK + timedelta(days=10)
    close_due(at=over)
    return over


def room(user: User, at: datetime) -> int:
    return room_for_asks([user.pk], at=at)[user.pk]


def pace(user: User, at: datetime) -> Pace:
    return paces_of_suggestions(User.objects.filter(pk=user.pk), at=at)[user.pk]


@pytest.fixture
def now(at: datetime) -> datetime:
    return at + 10 * WEEK


def test_the_house_lets_two_and_one_come_and_three_to_newcomers(circle: Circle, mina: User, at: datetime) -> None:
    fortnight = at + 2 * WEEK

    early, later = fortnight - timedelta(minutes=1), fortnight
    assert [(room(mina, one), pace(mina, one)) for one in (early, later)] == [(3, Pace(3)), (2, Pace(1))]


def test_the_first_circle_makes_a_newcomer(circle: Circle, mina: User, now: datetime) -> None:
    join(make_circle(at=now), mina, at=now)

    assert room(mina, now) == 2


@pytest.mark.parametrize(("chosen", "fewer"), [(5, (2, 1)), (2, (1, 1)), (1, (1, 2)), (0, (0, 2))])
def test_fewer_is_half(chosen: int, fewer: tuple[int, int]) -> None:
    assert Pace(chosen).fewer == Pace(*fewer)


def test_three_that_passed_by_make_it_fewer_until_an_answer(circle: Circle, mina: User, now: datetime) -> None:
    over = pass_by(circle, mina, now) + WEEK
    assert (room(mina, over), pace(mina, over)) == (1, Pace(1, 2))

    say_no(asked(circle, mina, over), mina, mina, over)

    assert (room(mina, over + WEEK), pace(mina, over + WEEK)) == (2, Pace(1))


def test_two_that_passed_by_change_nothing(circle: Circle, mina: User, now: datetime) -> None:
    over = pass_by(circle, mina, now, asks=2) + WEEK

    assert (room(mina, over), pace(mina, over)) == (2, Pace(1))


def test_an_answer_in_between_begins_anew(circle: Circle, mina: User, now: datetime) -> None:
    over = pass_by(circle, mina, now, asks=2)
    say_yes(asked(circle, mina, over), mina, at=over)

    over = pass_by(circle, mina, over + WEEK, asks=2) + WEEK

    assert room(mina, over) == 2


def test_what_waited_to_the_end_passed_nobody_by(circle: Circle, mina: User, now: datetime) -> None:
    let_come(mina, asks=0, at=now)
    over = pass_by(circle, mina, now) + WEEK
    let_come(mina, asks=2, at=over)

    assert room(mina, over) == 2


def test_what_ended_or_closed_before_its_time_passed_nobody_by(circle: Circle, mina: User, now: datetime) -> None:
    over = pass_by(circle, mina, now)
    shut(circle, now + timedelta(days=1))

    assert not is_to_be_asked_whether_to_pause(mina, at=over)


def test_whoever_let_them_pass_is_asked_once_whether_to_pause(circle: Circle, mina: User, now: datetime) -> None:
    over = pass_by(circle, mina, now)
    assert not is_to_be_asked_whether_to_pause(mina, at=over - timedelta(minutes=1))
    assert is_to_be_asked_whether_to_pause(mina, at=over)

    keep_them_coming(mina, at=over)
    assert room(mina, over) == 2
    again = pass_by(circle, mina, over + WEEK)

    assert room(mina, again + WEEK) == 1
    assert not is_to_be_asked_whether_to_pause(mina, at=again)


def test_whoever_answered_since_may_be_asked_again(circle: Circle, mina: User, now: datetime) -> None:
    over = pass_by(circle, mina, now)
    keep_them_coming(mina, at=over)
    say_yes(asked(circle, mina, over + WEEK), mina, at=over + WEEK)

    assert is_to_be_asked_whether_to_pause(mina, at=pass_by(circle, mina, over + 2 * WEEK))


def test_whoever_pauses_for_a_month_is_back_by_themselves_and_takes_as_much_as_before(
    circle: Circle, mina: User, now: datetime
) -> None:
    over = pass_by(circle, mina, now)

    pause_for_a_month(mina, at=over)

    mina.profile.refresh_from_db()
    assert mina.profile.paused_until == over.replace(hour=0) + timedelta(days=30)
    assert not is_to_be_asked_whether_to_pause(mina, at=over)
    resume(mina, at=over)
    assert room(mina, over + WEEK) == 2
