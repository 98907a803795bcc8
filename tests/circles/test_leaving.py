from datetime import datetime

import pytest

from apps.circles.errors import NotMember
from apps.circles.models import Acquaintance, Circle, Membership
from apps.circles.services import leaving, ticks
from apps.profiles.models import Change, User
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Circle, User, datetime]]:
    """What the registered steps were called with."""
    called: list[tuple[Circle, User, datetime]] = []
    monkeypatch.setattr(leaving, "_steps", [lambda *given: called.append(given)])
    return called


def test_leave_ends_everything_that_hung_on_the_membership(
    at: datetime, steps: list[tuple[Circle, User, datetime]]
) -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    circle, other = make_circle(members=[mina, jonas]), make_circle(members=[mina, jonas])
    for where, who, whom in ((circle, mina, jonas), (circle, jonas, mina), (other, mina, jonas)):
        ticks.tick(where, ticker=who, known=whom, at=at)
    Change.objects.all().delete()

    leaving.leave(circle, user=mina, at=at)

    assert steps == [(circle, mina, at)]
    assert not Membership.objects.filter(circle=circle, user=mina).exists()
    assert [tick.circle for tick in Acquaintance.objects.all()] == [other]
    assert list(Change.objects.values_list("user_id", "circle_id")) == [(mina.pk, circle.pk)]


def test_leaving_twice_says_so(at: datetime) -> None:
    mina = make_user("Mina")
    circle = make_circle(members=[mina])
    leaving.leave(circle, user=mina, at=at)

    with pytest.raises(NotMember):
        leaving.leave(circle, user=mina, at=at)


def test_a_step_that_fails_keeps_the_membership(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    mina = make_user("Mina")
    circle = make_circle(members=[mina])

    def fail(*given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(leaving, "_steps", [fail])
    with pytest.raises(RuntimeError):
        leaving.leave(circle, user=mina, at=at)

    assert Membership.objects.filter(circle=circle, user=mina).exists()


def test_remove_member_ends_the_membership_in_this_circle_only(
    at: datetime, steps: list[tuple[Circle, User, datetime]]
) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle, other = make_circle(curator=david, members=[mina]), make_circle(members=[mina])

    leaving.remove_member(circle, user=mina, by=david, at=at)

    assert steps == [(circle, mina, at)]
    assert [row.circle for row in Membership.objects.filter(user=mina)] == [other]
