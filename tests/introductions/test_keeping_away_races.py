"""Somebody says "never introduce me" while a curator introduces the two, or while the last yes is said. Each race is
also run without the lock, to prove that it exists."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from apps.circles.models import Circle
from apps.introductions.models import Conversation, Introduction
from apps.introductions.services import answering, introducing, keeping_away, passing
from apps.profiles.models import User
from tests.factories import make_circle, make_user
from tests.instant import SURELY, Other, unlocked
from tests.introductions.scenes import ask, say_no, say_yes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two(transactional_db: None) -> list[User]:
    return [make_user("Mina"), make_user("Jonas")]


@pytest.fixture
def circle(two: list[User]) -> Circle:
    return make_circle("marketing", members=two)


def kept_away_while_asked(
    circle: Circle,
    two: list[User],
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    introduce: Callable[..., Any],
    seconds: dict[str, float],
) -> tuple[bool, str]:
    """The other acts when it has been asked whether they may be asked."""
    other = Other(lambda: keeping_away.keep_away(two[0], two[1], at=at))
    other.acts_before(monkeypatch, introducing, "_ask", **seconds)
    asked = introduce(circle, two, by=circle.memberships.get(role="curator").user, note="Meet.", at=at)
    assert other.finished().errors == []
    return asked.shadow, asked.answers.get(user=two[0]).value


def test_whom_a_curator_introduces_at_this_moment_is_a_no(
    circle: Circle, two: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = kept_away_while_asked(circle, two, at, monkeypatch, introducing.introduce, {})

    assert found == (False, "no")


def test_without_the_lock_they_would_be_asked(
    circle: Circle, two: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = unlocked(monkeypatch, introducing.introduce)

    assert kept_away_while_asked(circle, two, at, monkeypatch, bare, {"seconds": SURELY}) == (False, "")


@pytest.mark.parametrize("by", ["reason", "never with"])
def test_a_last_yes_that_is_being_said_stays(
    by: str, circle: Circle, two: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mina, who had said no, says yes after all in one window and gives a reason or keeps him away in another."""
    mina, jonas = two
    asked = say_yes(ask(circle, *two, at=at), jonas, at=at)
    say_no(asked, mina, jonas, at)
    late = {
        "reason": lambda: passing.give_reason(asked, user=mina, reason="not_them"),
        "never with": lambda: keeping_away.keep_away(mina, jonas, at=at),
    }
    other = Other(late[by])
    other.acts_before(monkeypatch, answering, "settle_yes")

    made = answering.answer(asked, user=mina, value="yes", at=at)

    errors = [type(error).__name__ for error in other.finished().errors]
    mine = Introduction.objects.get().answers.get(user=mina)
    assert errors == (["NotLetPass"] if by == "reason" else [])
    assert (made.state, mine.value, mine.reason, Conversation.objects.count()) == ("made", "yes", "", 1)


def test_without_the_lock_a_yes_that_made_it_would_be_a_no(
    circle: Circle, two: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mina, jonas = two
    asked = say_yes(ask(circle, *two, at=at), jonas, at=at)
    bare = unlocked(monkeypatch, answering.answer)
    other = Other(lambda: keeping_away.keep_away(mina, jonas, at=at))
    other.acts_before(monkeypatch, answering, "settle_yes", seconds=SURELY)

    bare(asked, user=mina, value="yes", at=at)

    other.finished()
    assert Introduction.objects.get().answers.get(user=mina).value == "no"
