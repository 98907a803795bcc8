"""Circles that anybody may read of on the front page."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Circle, JoinPolicy, Membership
from apps.circles.services import circles, members
from apps.profiles.models import Block, User
from tests.circles.visits import masked, page, signed_in
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db


def front() -> str:
    return str(Client().get("/").text)


def settings_of(circle: Circle, **changed: str) -> dict[str, str]:
    kept = ("purpose", "join_policy", "suggesting", "cadence", "members_seen_by")
    return {name: getattr(circle, name) for name in kept} | changed


def test_a_circle_is_unlisted_until_its_curator_lists_it(circle: Circle, david: User, mina: User) -> None:
    before = front()
    url = reverse("circles:settings", args=[circle.tag])

    signed_in(david).post(url, settings_of(circle, listed="on"))

    assert circle.tag not in before
    assert [words in front() for words in ("#marketing", circle.purpose, "by invitation")] == [True] * 3
    assert not any(name in front() for name in ("David Smith", "Mina Okafor"))


def test_only_a_curator_who_agreed_is_named(circle: Circle, david: User, mina: User, at: datetime) -> None:
    members.make_curator(circle, user=mina, by=david, at=at)
    url = reverse("circles:settings", args=[circle.tag])

    signed_in(mina).post(url, settings_of(circle, listed="on", is_named="on"))

    assert ("kept by Mina Okafor" in front(), "David Smith" in front()) == (True, False)
    members.step_down(circle, user=mina, at=at)
    assert "Mina Okafor" not in front()


def test_a_curator_who_is_suspended_is_not_named(circle: Circle, david: User, at: datetime) -> None:
    Circle.objects.update(listed=True)
    Membership.objects.filter(user=david).update(is_named=True)
    before = front()

    User.objects.filter(pk=david.pk).update(suspended_at=at)

    assert ("David Smith" in before, "David Smith" in front()) == (True, False)


def test_a_curator_is_not_named_to_somebody_they_blocked(circle: Circle, david: User, at: datetime) -> None:
    Circle.objects.update(listed=True)
    Membership.objects.filter(user=david).update(is_named=True)
    ben, una = make_user("Ben"), make_user("Una")
    Block.objects.create(blocker=david, blocked=ben, since=at)

    assert ["David Smith" in page(user, "list") for user in (ben, una)] == [False, True]


@pytest.mark.parametrize(
    ("policy", "words"), [(JoinPolicy.REQUEST, "Ask to join #marketing"), (JoinPolicy.OPEN, "Come into #marketing")]
)
def test_the_way_in_stands_beside_it(circle: Circle, policy: str, words: str) -> None:
    Circle.objects.update(listed=True, join_policy=policy)

    assert words in front()


def test_a_link_that_is_used_up_is_not_offered(circle: Circle) -> None:
    Circle.objects.update(listed=True, join_policy=JoinPolicy.OPEN, link_uses=0)

    assert ("/join/" in front(), "by invitation" in front()) == (False, True)


def test_a_closed_circle_is_not_listed(circle: Circle, david: User, at: datetime) -> None:
    Circle.objects.update(listed=True)

    circles.close(circle, by=david, at=at)

    assert circle.tag not in front()


def test_the_front_page_does_not_change_with_who_is_in_the_circle(circle: Circle, at: datetime) -> None:
    Circle.objects.update(listed=True)
    before = masked(front())

    Membership.objects.create(circle=circle, user=make_user("Somebody New"), joined_at=at)

    assert masked(front()) == before


def test_ones_own_circles_are_not_listed_again(circle: Circle, mina: User) -> None:
    Circle.objects.update(listed=True)

    assert "Other circles here" not in page(mina, "list")


def test_the_front_page_asks_the_same_number_of_queries_for_many_circles(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(6):
        Membership.objects.filter(circle=make_circle(listed=True)).update(is_named=True)

    with django_assert_num_queries(3):
        front()
