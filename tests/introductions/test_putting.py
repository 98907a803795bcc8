"""An ask waits until its person has room for it, and meanwhile is nothing to them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle, Membership
from apps.circles.services.closing import shut
from apps.circles.services.leaving import leave
from apps.introductions.models import Answer, Introduction
from apps.introductions.services.answering import TooLate
from apps.introductions.services.ending import close_due
from apps.introductions.services.letting_come import let_come
from apps.introductions.services.putting import put_waiting
from apps.mail.models import OutboxMail
from apps.profiles.exports import export
from apps.profiles.models import Block, User
from apps.profiles.services.profile import end_pauses, pause, resume
from tests.factories import join, make_circle, make_user
from tests.introductions.scenes import ask, say_yes

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def now(at: datetime) -> datetime:
    """Long after everybody came into the circle."""
    return at + 10 * WEEK


def someone(circle: Circle) -> User:
    user = make_user()
    join(circle, user)
    return user


def busy(circle: Circle, user: User, at: datetime, *, asks: int = 2) -> None:
    """Theirs for this week."""
    for _ in range(asks):
        ask(circle, user, someone(circle), at=at)


def has(user: User, introduction: Introduction, at: datetime) -> bool:
    return Introduction.objects.awaiting(user, at).filter(pk=introduction.pk).exists()


def mailed(user: User) -> int:
    return OutboxMail.objects.filter(user=user, purpose="introduction_asked").count()


@pytest.fixture
def waiting(circle: Circle, mina: User, jonas: User, now: datetime) -> Introduction:
    """The third of a week."""
    busy(circle, mina, now)
    return ask(circle, mina, jonas, at=now)


def test_two_asks_a_week_come_and_the_third_is_nothing_to_its_person(
    waiting: Introduction, mina: User, jonas: User, now: datetime
) -> None:
    assert (has(jonas, waiting, now), has(mina, waiting, now)) == (True, False)
    assert not Introduction.objects.visible_to(mina).filter(pk=waiting.pk).exists()
    assert (mailed(jonas), mailed(mina)) == (1, 2)
    assert len(export(mina)["introductions"]) == 2


def test_it_counts_over_all_circles(circle: Circle, mina: User, jonas: User, now: datetime) -> None:
    busy(make_circle(members=[mina]), mina, now)

    assert not has(mina, ask(circle, mina, jonas, at=now), now)


def test_it_comes_when_there_is_room_and_once(waiting: Introduction, mina: User, now: datetime) -> None:
    assert put_waiting(at=now + WEEK - timedelta(minutes=1)) == 0

    assert [put_waiting(at=now + WEEK), put_waiting(at=now + WEEK)] == [1, 0]

    assert (has(mina, waiting, now + WEEK), mailed(mina)) == (True, 3)
    assert waiting.answers.get(user=mina).put_at == now + WEEK


def test_the_oldest_comes_first_and_no_new_one_before_it(
    waiting: Introduction, circle: Circle, mina: User, now: datetime
) -> None:
    later = now + WEEK
    second = ask(circle, mina, someone(circle), at=now + DAY)
    third = ask(circle, mina, someone(circle), at=later)
    assert [has(mina, one, later) for one in (waiting, second, third)] == [False] * 3

    put_waiting(at=later)

    assert [has(mina, one, later) for one in (waiting, second, third)] == [True, True, False]


def test_what_waits_to_the_end_is_never_heard_of(waiting: Introduction, mina: User, jonas: User, now: datetime) -> None:
    let_come(mina, asks=0, at=now)
    over = waiting.closes_at

    close_due(at=over)
    let_come(mina, asks=5, at=over)

    waiting.refresh_from_db()
    assert (waiting.state, mailed(mina)) == ("not_made", 2)
    assert not Introduction.objects.visible_to(mina).filter(pk=waiting.pk).exists()


def test_it_does_not_come_with_less_than_a_day_to_answer(waiting: Introduction, mina: User, now: datetime) -> None:
    assert put_waiting(at=waiting.closes_at - DAY) == 0


def test_in_a_group_each_waits_alone_and_may_join_what_is_made(
    circle: Circle, mina: User, jonas: User, cleo: User, now: datetime
) -> None:
    busy(circle, mina, now)
    group = ask(circle, mina, jonas, cleo, at=now)

    made = say_yes(group, jonas, cleo, at=now)
    assert (made.state, has(mina, group, now)) == ("made", False)
    put_waiting(at=now + WEEK)
    say_yes(group, mina, at=now + WEEK)

    assert made.conversation.members.count() == 3


def test_whoever_takes_more_is_asked_at_once(waiting: Introduction, mina: User, now: datetime) -> None:
    assert let_come(mina, asks=3, at=now) == 1

    assert has(mina, waiting, now)


def test_none_for_now_is_none(circle: Circle, mina: User, jonas: User, now: datetime) -> None:
    let_come(mina, asks=0, at=now)

    assert not has(mina, ask(circle, mina, jonas, at=now), now)


def test_a_newcomer_takes_three_for_a_fortnight_unless_they_chose(circle: Circle, at: datetime) -> None:
    new, choosy = make_user(), make_user()
    for user in (new, choosy):
        join(circle, user, at=at)
        busy(circle, user, at)
    let_come(choosy, asks=2, at=at)

    third = [has(user, ask(circle, user, someone(circle), at=at), at) for user in (new, choosy)]

    assert third == [True, False]


def test_it_stays_silent_while_its_person_is_away_and_comes_when_they_are_back(
    waiting: Introduction, mina: User, now: datetime
) -> None:
    pause(mina, at=now, until=(now + WEEK).date())
    assert put_waiting(at=now + WEEK + timedelta(hours=1)) == 0

    end_pauses(at=now + WEEK + timedelta(hours=1))

    assert put_waiting(at=now + WEEK + timedelta(hours=1)) == 1


def test_a_pause_by_hand_is_the_same(waiting: Introduction, mina: User, now: datetime) -> None:
    pause(mina, at=now)
    resume(mina, at=now + WEEK)

    assert put_waiting(at=now + WEEK) == 1


def go(waiting: Introduction, mina: User, jonas: User, at: datetime) -> None:
    leave(waiting.circle, user=mina, at=at)


def other_goes(waiting: Introduction, mina: User, jonas: User, at: datetime) -> None:
    Membership.objects.filter(user=jonas).delete()


def block(waiting: Introduction, mina: User, jonas: User, at: datetime) -> None:
    Block.objects.create(blocker=mina, blocked=jonas, since=at)


def block_the_maker(waiting: Introduction, mina: User, jonas: User, at: datetime) -> None:
    assert waiting.made_by
    Block.objects.create(blocker=mina, blocked=waiting.made_by, since=at)


def suspend(waiting: Introduction, mina: User, jonas: User, at: datetime) -> None:
    User.objects.filter(pk=jonas.pk).update(suspended_at=at)


def close(waiting: Introduction, mina: User, jonas: User, at: datetime) -> None:
    shut(waiting.circle, at)


@pytest.mark.parametrize("end", [go, other_goes, block, block_the_maker, suspend, close])
def test_what_ends_an_ask_ends_one_that_waits(
    end: Callable[[Introduction, User, User, datetime], None],
    waiting: Introduction,
    mina: User,
    jonas: User,
    now: datetime,
) -> None:
    end(waiting, mina, jonas, now)

    assert put_waiting(at=now + WEEK) == 0
    assert mailed(mina) == 2


def test_one_that_cannot_come_holds_up_no_other(
    waiting: Introduction, circle: Circle, mina: User, jonas: User, now: datetime
) -> None:
    second = ask(circle, mina, someone(circle), at=now)
    suspend(waiting, mina, jonas, now)

    put_waiting(at=now + WEEK)

    assert [has(mina, one, now + WEEK) for one in (waiting, second)] == [False, True]


def test_nothing_of_a_shadow_is_ever_put(circle: Circle, mina: User, jonas: User, now: datetime) -> None:
    Block.objects.create(blocker=mina, blocked=jonas, since=now)
    shadow = ask(circle, mina, jonas, at=now)

    put_waiting(at=now)

    assert set(Answer.objects.filter(introduction=shadow).values_list("put_at", flat=True)) == {None}


def test_nobody_answers_what_waits_for_them(waiting: Introduction, mina: User, now: datetime) -> None:
    with pytest.raises(TooLate):
        say_yes(waiting, mina, at=now)
