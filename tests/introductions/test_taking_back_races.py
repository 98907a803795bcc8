"""Mina takes "never introduce me" back while somebody says yes. Each race is also run as it went wrong."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError, connection

from apps.circles.models import Circle, SeenBy
from apps.introductions.models import Answer, Introduction, NeverWith
from apps.introductions.services import answering, keeping_away
from apps.introductions.services.answering import answer
from apps.introductions.services.making import settle_yes
from apps.profiles.models import User
from tests.factories import make_circle, make_user
from tests.instant import SURELY, Other, unlocked
from tests.introductions.scenes import ask, put_to_all, say_yes
from tests.introductions.test_deadlocks import Meeting, at_once, meeting, surely

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["connection", "meeting", "surely"]  # read by pytest
on_postgresql = pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time")


@pytest.fixture
def people(transactional_db: None) -> list[User]:
    return [make_user(name) for name in ("Mina", "Anna", "Jonas")]


def quiet(people: list[User]) -> Circle:
    """Its members read first names only of each other."""
    return make_circle(members=people, members_seen_by=SeenBy.CURATORS)


def taken_back_at_a_yes(
    people: list[User],
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    say: Callable[..., Any],
    seconds: dict[str, float],
) -> tuple[str, bool]:
    """The other acts when it has been read that the yes is to be held."""
    mina, anna, _ = people
    asked = say_yes(ask(quiet(people[:2]), mina, anna, at=at), anna, at=at)
    row = keeping_away.keep_away(mina, anna, at=at)
    other = Other(lambda: keeping_away.take_back(row, at=at))
    other.acts_before(monkeypatch, Answer, "save", **seconds)

    say(asked, user=mina, value="yes", at=at)

    assert other.finished().errors == []
    assert not NeverWith.objects.exists()
    found = Introduction.objects.get()
    return found.state, found.answers.get(user=mina).held


def test_a_yes_that_is_being_held_counts_once_it_is_taken_back(
    people: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert taken_back_at_a_yes(people, at, monkeypatch, answer, {}) == ("made", False)


def test_without_the_lock_it_would_be_held_for_ever(
    people: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = unlocked(monkeypatch, answer)

    assert taken_back_at_a_yes(people, at, monkeypatch, bare, {"seconds": SURELY}) == ("asked", True)


def taken_back_at_anothers_yes(
    people: list[User], meeting: Meeting, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> list[Exception]:
    """Of a group that is made, whose people it locks, and of a pair to which Anna says yes."""
    mina, anna, jonas = people
    group = say_yes(put_to_all(ask(quiet(people), mina, anna, jonas, at=at)), anna, jonas, at=at)
    pair = put_to_all(ask(quiet(people[:2]), mina, anna, at=at))
    row = keeping_away.keep_away(mina, anna, at=at)
    for asked in (group, pair):
        answer(asked, user=mina, value="yes", at=at)

    def together(*args: Any, **words: Any) -> Introduction:
        meeting.wait()
        return settle_yes(*args, **words)

    monkeypatch.setattr(answering, "settle_yes", together)
    return at_once(lambda: keeping_away.take_back(row, at=at), lambda: answer(pair, user=anna, value="yes", at=at))


@on_postgresql
def test_it_does_not_wait_for_a_yes_that_waits_for_it(
    people: list[User], meeting: Meeting, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert taken_back_at_anothers_yes(people, meeting, at, monkeypatch) == []
    assert {found.state for found in Introduction.objects.all()} == {"made"}
    assert not Answer.objects.filter(held=True).exists()


@on_postgresql
def test_where_introductions_are_locked_one_by_one_they_wait_for_each_other(
    people: list[User], meeting: Meeting, at: datetime, monkeypatch: pytest.MonkeyPatch, surely: None
) -> None:
    def found(user: User, other: User, at: datetime) -> list[int]:
        return list(Introduction.objects.values_list("pk", flat=True))

    monkeypatch.setattr(keeping_away, "_lock_alive", found)

    assert [type(error) for error in taken_back_at_anothers_yes(people, meeting, at, monkeypatch)] == [OperationalError]
