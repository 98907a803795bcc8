"""How often somebody new of a circle is put before a person."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.circles.models import Cadence, Circle, Role
from apps.digests.composing import today
from apps.matching.choosing import EVERY, PATIENCE
from apps.matching.models import Dismissal, Showing
from apps.matching.services.parting import part
from apps.matching.services.refreshing import refresh_circle
from apps.matching.suggesting import show, suggestions_for
from apps.profiles.models import Block, Profile, User
from tests.factories import add_trait, join, make_user
from tests.matching.scenes import crowd, refreshed_circle, shown_to

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def fan(number: int, what: str = "#yankees") -> User:
    user = make_user(f"Fan {number}")
    add_trait(user, "interest", what)
    return user


@pytest.fixture
def mina() -> User:
    return fan(0)


@pytest.fixture
def circle(mina: User, at: datetime) -> Circle:
    return refreshed_circle("marketing", [mina, *crowd(20)], at=at)


def newcomer(circle: Circle, number: int, at: datetime, what: str = "#yankees") -> User:
    user = fan(number, what)
    join(circle, user, at=at)
    refresh_circle(circle.pk, at=at)
    return user


def put_before(user: User, at: datetime, place: str = "home") -> list[User]:
    cards = suggestions_for(user, at=at)
    show(cards, user, place, at)
    return [card.person for card in cards]


@pytest.mark.parametrize("cadence", Cadence.values)
def test_somebody_new_comes_a_cadence_after_the_last_and_no_sooner(
    cadence: str, circle: Circle, mina: User, at: datetime
) -> None:
    Circle.objects.update(cadence=cadence)
    first = newcomer(circle, 1, at)
    assert put_before(mina, at) == [first]
    second = newcomer(circle, 2, at)
    every = EVERY[Cadence(cadence)]

    assert second not in shown_to(mina, at + every - MINUTE)
    assert second in shown_to(mina, at + every)


def test_whom_they_have_before_them_stays_meanwhile(circle: Circle, mina: User, at: datetime) -> None:
    Circle.objects.update(cadence=Cadence.MONTH)
    first = newcomer(circle, 1, at)
    put_before(mina, at)
    newcomer(circle, 2, at)

    assert shown_to(mina, at + PATIENCE - MINUTE) == [first]
    assert shown_to(mina, at + PATIENCE) == []


def test_several_come_together_the_first_time(circle: Circle, mina: User, at: datetime) -> None:
    both = {newcomer(circle, number, at) for number in (1, 2)}

    assert set(put_before(mina, at)) == both
    assert set(shown_to(mina, at + MINUTE)) == both


def test_each_circle_has_its_own(circle: Circle, mina: User, at: datetime) -> None:
    runners = refreshed_circle("runners", [mina, *crowd(20)], at=at)
    Circle.objects.filter(pk=circle.pk).update(cadence=Cadence.MONTH)
    first = {newcomer(circle, 1, at), newcomer(runners, 2, at)}
    assert set(put_before(mina, at)) == first
    slow, quick = newcomer(circle, 3, at), newcomer(runners, 4, at)

    assert set(shown_to(mina, at + EVERY[Cadence.WEEK] - MINUTE)) == first
    assert {slow, quick} & set(shown_to(mina, at + EVERY[Cadence.WEEK])) == {quick}
    assert slow in shown_to(mina, at + EVERY[Cadence.MONTH])


def test_another_circle_is_not_waited_for(circle: Circle, mina: User, at: datetime) -> None:
    put_before(mina, at)
    newcomer(circle, 1, at)
    put_before(mina, at)
    runners = refreshed_circle("runners", [mina, *crowd(20)], at=at)

    other = newcomer(runners, 2, at)

    assert other in shown_to(mina, at + MINUTE)


def test_each_person_has_their_own(circle: Circle, mina: User, at: datetime) -> None:
    first = newcomer(circle, 1, at)
    put_before(mina, at)
    second = newcomer(circle, 2, at)

    assert shown_to(mina, at + MINUTE) == [first]
    assert second in shown_to(first, at + MINUTE)


def test_the_digest_and_the_home_page_count_as_one(circle: Circle, mina: User, at: datetime) -> None:
    """What the mail repeats a few days later is not new; a digest that comes a little early loses no week."""
    first = newcomer(circle, 1, at)
    put_before(mina, at)
    later = at + timedelta(days=3)
    put_before(mina, later, "digest")
    assert Showing.objects.filter(user=mina).count() == 2
    second = newcomer(circle, 2, later)

    cards = today(mina, at=at + timedelta(days=7) - timedelta(hours=1)).cards

    assert {card.person for card in cards} == {first, second}


def test_a_change_of_the_cadence_counts_at_once(circle: Circle, mina: User, at: datetime) -> None:
    Circle.objects.update(cadence=Cadence.MONTH)
    newcomer(circle, 1, at)
    put_before(mina, at)
    second = newcomer(circle, 2, at)
    after = at + EVERY[Cadence.WEEK]
    assert second not in shown_to(mina, after)

    Circle.objects.update(cadence=Cadence.WEEK)

    assert second in shown_to(mina, after)


def test_somebody_who_rested_waits_their_turn_like_somebody_new(circle: Circle, mina: User, at: datetime) -> None:
    first = newcomer(circle, 1, at)
    put_before(mina, at)
    rests = at + PATIENCE
    put_before(mina, rests)
    second = newcomer(circle, 2, rests)
    assert put_before(mina, rests) == [second]
    for user in (mina, first):
        add_trait(user, "employer", "Acme")
    refresh_circle(circle.pk, at=rests)

    assert first not in shown_to(mina, rests + EVERY[Cadence.WEEK] - MINUTE)
    assert first in shown_to(mina, rests + EVERY[Cadence.WEEK])


def be_paused(other: User, mina: User, circle: Circle, at: datetime) -> None:
    Profile.objects.filter(user=other).update(paused_at=at)


def be_passed_over(other: User, mina: User, circle: Circle, at: datetime) -> None:
    Dismissal.objects.create(user=other, other=mina, at=at)


def be_kept_apart(other: User, mina: User, circle: Circle, at: datetime) -> None:
    part(circle, [other, mina], by=circle.memberships.get(role=Role.CURATOR).user, at=at)


def block(other: User, mina: User, circle: Circle, at: datetime) -> None:
    Block.objects.create(blocker=other, blocked=mina, since=at)


def leave(other: User, mina: User, circle: Circle, at: datetime) -> None:
    circle.memberships.filter(user=other).delete()


def suspend(other: User, mina: User, circle: Circle, at: datetime) -> None:
    User.objects.filter(pk=other.pk).update(suspended_at=at)


@pytest.mark.parametrize("step", [be_paused, be_passed_over, be_kept_apart, block, leave, suspend])
def test_nobody_comes_in_the_place_of_a_card_that_went(
    step: Callable[[User, User, Circle, datetime], None], circle: Circle, mina: User, at: datetime
) -> None:
    """When somebody new comes is the same whatever became of the one before."""
    first = newcomer(circle, 1, at)
    put_before(mina, at)
    second = newcomer(circle, 2, at)

    step(first, mina, circle, at)

    assert second not in shown_to(mina, at + EVERY[Cadence.WEEK] - MINUTE)
    assert second in shown_to(mina, at + EVERY[Cadence.WEEK])


@pytest.mark.parametrize("seal", [be_paused, be_passed_over, be_kept_apart])
def test_what_is_sealed_before_anybody_was_shown_starts_no_wait(
    seal: Callable[[User, User, Circle, datetime], None], circle: Circle, mina: User, at: datetime
) -> None:
    first = newcomer(circle, 1, at)
    seal(first, mina, circle, at)
    assert put_before(mina, at) == []

    second = newcomer(circle, 2, at)

    assert shown_to(mina, at + MINUTE) == [second]
