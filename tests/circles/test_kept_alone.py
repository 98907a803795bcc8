"""Before somebody deletes their account they read what becomes of the circles that only they keep."""

import html
from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle, Membership, Role
from apps.profiles.models import Block, User
from apps.profiles.services.leaving import erase
from tests.circles.visits import signed_in
from tests.factories import AT, join, make_circle, make_user

pytestmark = pytest.mark.django_db
PAGE = "/settings/delete/"
LATER = AT + timedelta(days=1)


def read(user: User) -> str:
    return html.unescape(signed_in(user).get(PAGE).text)


def keepers(circle: Circle) -> list[str]:
    rows = Membership.objects.curators().filter(circle=circle).select_related("user__profile")
    return [row.user.profile.name for row in rows]


def test_each_circle_names_who_keeps_it_then_and_erasing_does_so(circle: Circle, david: User, at: datetime) -> None:
    join(circle, make_user("Zoe"), at=LATER)
    empty = make_circle("empty", curator=david)

    shown = read(david)

    assert "Mina Okafor keeps it then, who has been there longest." in shown
    assert shown.count("so it closes.") == 1
    assert "/circles/marketing/#members" in shown
    erase(david, at=at)
    empty.refresh_from_db()
    assert (keepers(circle), empty.closed_at) == (["Mina Okafor"], at)


def test_a_circle_that_somebody_else_keeps_too_or_that_is_closed_is_not_told_of(
    circle: Circle, david: User, mina: User
) -> None:
    Membership.objects.filter(user=mina).update(role=Role.CURATOR)
    make_circle("closed", curator=david, closed_at=AT)
    make_circle("visited", members=[david])

    assert "only you keep" not in read(david)


def test_nobody_else_reads_it(circle: Circle, david: User, mina: User) -> None:
    assert "only you keep" in read(david)
    assert "marketing" not in read(mina)


@pytest.mark.parametrize("blocked_by_the_heir", [True, False])
def test_who_is_apart_from_them_is_not_named_and_does_not_come_first(
    blocked_by_the_heir: bool, circle: Circle, david: User, mina: User, at: datetime
) -> None:
    join(circle, make_user("Zoe"), at=LATER)
    pair = (mina, david) if blocked_by_the_heir else (david, mina)
    Block.objects.create(blocker=pair[0], blocked=pair[1], since=AT)

    shown = read(david)

    assert "Zoe keeps it then" in shown
    assert "Mina" not in shown
    erase(david, at=at)
    assert keepers(circle) == ["Zoe"]


def test_where_only_who_is_apart_is_left_the_page_reads_as_if_nobody_were(
    circle: Circle, david: User, mina: User, at: datetime
) -> None:
    Block.objects.create(blocker=mina, blocked=david, since=AT)

    shown = read(david)

    assert ("so it closes." in shown, "Mina" in shown) == (True, False)
    erase(david, at=at)
    assert keepers(circle) == ["Mina Okafor"]
