from datetime import datetime

import pytest

from apps.circles.errors import NotMember
from apps.circles.models import Acquaintance, Circle
from apps.circles.services import ticks
from apps.profiles.models import Block, Change, User
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db
Called = list[tuple[Circle, User, User, datetime]]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Called:
    """What the registered steps were called with."""
    called: Called = []
    monkeypatch.setattr(ticks, "_steps", [lambda *given: called.append(given)])
    return called


def test_a_lone_tick_is_kept_and_nothing_follows(at: datetime, steps: Called) -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    circle = make_circle(members=[mina, jonas])

    ticks.tick(circle, ticker=mina, known=jonas, at=at)

    assert Acquaintance.objects.count() == 1
    assert (steps, Change.objects.count()) == ([], 0)


def test_a_tick_that_is_answered_rings_once_low_before_high(at: datetime, steps: Called) -> None:
    low, high = make_user("Mina"), make_user("Jonas")
    circle = make_circle(members=[low, high])

    ticks.tick(circle, ticker=high, known=low, at=at)
    ticks.tick(circle, ticker=low, known=high, at=at)
    ticks.tick(circle, ticker=low, known=high, at=at)

    assert steps == [(circle, low, high, at)]
    assert set(Change.objects.values_list("user_id", flat=True)) == {low.pk, high.pk}


def test_ticks_in_different_circles_do_not_meet(at: datetime, steps: Called) -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    one, other = make_circle(members=[mina, jonas]), make_circle(members=[mina, jonas])

    ticks.tick(one, ticker=mina, known=jonas, at=at)
    ticks.tick(other, ticker=jonas, known=mina, at=at)

    assert steps == []


def test_a_stranger_oneself_and_somebody_blocked_cannot_be_ticked(at: datetime) -> None:
    mina, jonas, stranger = make_user("Mina"), make_user("Jonas"), make_user("Sam")
    circle = make_circle(members=[mina, jonas])
    Block.objects.create(blocker=jonas, blocked=mina, since=at)

    for known in (jonas, stranger, mina):
        with pytest.raises(NotMember):
            ticks.tick(circle, ticker=mina, known=known, at=at)

    assert Acquaintance.objects.count() == 0


def test_untick_takes_the_own_tick_back_and_leaves_the_others(at: datetime, steps: Called) -> None:
    mina, jonas = make_user("Mina"), make_user("Jonas")
    circle = make_circle(members=[mina, jonas])
    for who, whom in ((mina, jonas), (jonas, mina)):
        ticks.tick(circle, ticker=who, known=whom, at=at)

    ticks.untick(circle, ticker=mina, known=jonas, at=at)
    ticks.untick(circle, ticker=mina, known=jonas, at=at)

    assert [(tick.ticker, tick.known) for tick in Acquaintance.objects.all()] == [(jonas, mina)]


def test_taking_one_of_two_ticks_back_rings_once_low_before_high(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    called: Called = []
    monkeypatch.setattr(ticks, "_steps_back", [lambda *given: called.append(given)])
    low, high = make_user("Mina"), make_user("Jonas")
    circle = make_circle(members=[low, high])
    for who, whom in ((low, high), (high, low)):
        ticks.tick(circle, ticker=who, known=whom, at=at)

    for who, whom in ((high, low), (low, high)):
        ticks.untick(circle, ticker=who, known=whom, at=at)

    assert called == [(circle, low, high, at)]
