"""How many new people the workers suggest a week, over all circles."""

from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle
from apps.introductions.services.introducing import introduce
from apps.introductions.services.letting_come import let_come
from apps.matching.services.refreshing import refresh_circle
from apps.matching.suggesting import show, suggestions_for
from apps.profiles.models import User
from tests.factories import add_trait, join, make_user
from tests.matching.scenes import crowd, refreshed_circle, shown_to
from tests.matching.test_cadence import put_before

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=6, hours=12)


def fans(circle: Circle, number: int, what: str, at: datetime) -> list[User]:
    people = [make_user(f"Fan of {what} {one}") for one in range(number)]
    for user in people:
        add_trait(user, "interest", what)
        join(circle, user, at=at)
    refresh_circle(circle.pk, at=at)
    return people


@pytest.fixture
def mina() -> User:
    user = make_user("Mina")
    for what in ("#yankees", "#lichens"):
        add_trait(user, "interest", what)
    return user


@pytest.fixture
def circles(mina: User, at: datetime) -> list[Circle]:
    return [refreshed_circle(tag, [mina, *crowd(20)], at=at) for tag in ("baseball", "moss")]


@pytest.fixture
def now(at: datetime) -> datetime:
    """Mina is no newcomer any more."""
    return at + timedelta(weeks=10)


def test_one_new_person_comes_a_week_over_all_circles(circles: list[Circle], mina: User, now: datetime) -> None:
    everybody = {*fans(circles[0], 2, "#yankees", now), *fans(circles[1], 2, "#lichens", now)}

    first = put_before(mina, now)
    before = put_before(mina, now + WEEK - timedelta(minutes=1))
    second = put_before(mina, now + WEEK)

    assert (len(first), before, len(second), set(first) < set(second) < everybody) == (1, first, 2, True)


def test_newcomers_have_three_at_first(circles: list[Circle], mina: User, at: datetime) -> None:
    fans(circles[0], 2, "#yankees", at)
    fans(circles[1], 2, "#lichens", at)

    assert len(put_before(mina, at)) == 3
    assert len(put_before(mina, at + timedelta(minutes=1))) == 3


def test_as_many_come_as_one_chose(circles: list[Circle], mina: User, now: datetime) -> None:
    fans(circles[0], 4, "#yankees", now)
    counts = []
    for number in (0, 2, 3):
        let_come(mina, suggestions=number, at=now)
        counts.append(len(shown_to(mina, now)))

    assert counts == [0, 2, 3]


def test_whom_one_has_already_stays_when_one_wants_none(circles: list[Circle], mina: User, now: datetime) -> None:
    fans(circles[0], 2, "#yankees", now)
    before = put_before(mina, now)

    let_come(mina, suggestions=0, at=now)

    assert shown_to(mina, now + timedelta(days=1)) == before


def test_a_card_stays_while_an_ask_about_it_waits_and_goes_when_it_is_put(
    circles: list[Circle], mina: User, now: datetime
) -> None:
    """Neither the ask nor what would have come in the place of the card is told by it."""
    fans(circles[0], 2, "#yankees", now)
    (other,) = put_before(mina, now)
    let_come(mina, asks=0, at=now)
    keeper = circles[0].memberships.get(role="curator").user
    show(suggestions_for(other, at=now), other, "home", now)

    introduce(circles[0], [mina, other], by=keeper, note="Meet.", at=now)

    assert shown_to(mina, now) == [other]
    assert mina not in shown_to(other, now)
    let_come(mina, asks=1, at=now)
    assert shown_to(mina, now) == []


def test_nobody_is_newly_suggested_whose_ask_waits_or_has_waited(
    circles: list[Circle], mina: User, now: datetime
) -> None:
    (other,) = fans(circles[0], 1, "#yankees", now)
    let_come(mina, asks=0, at=now)
    keeper = circles[0].memberships.get(role="curator").user
    introduce(circles[0], [mina, other], by=keeper, note="Meet.", at=now)

    assert [shown_to(mina, now + timedelta(days=days)) for days in (0, 11)] == [[], []]
