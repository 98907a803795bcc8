"""Two wish to meet each other in the same instant; also with the lock taken away, to prove that the race exists."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import pytest
from django.db import close_old_connections, connection
from django.db.models import QuerySet

from apps.introductions.models import Conversation, Introduction
from apps.matching.models import Suggestion
from apps.matching.services import wishing
from apps.matching.services.asking import ask_to_meet
from apps.profiles.models import User
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db(transaction=True)
# Seconds one waits for the other before going on alone; where nothing holds the other back it surely comes.
TOGETHER, SURELY = 1.0, 15.0


@pytest.fixture
def people(transactional_db: None) -> list[User]:
    return [make_user("Mina"), make_user("Jonas")]


@pytest.fixture
def suggestion(people: list[User], at: datetime) -> Suggestion:
    circle = make_circle("marketing", members=people)
    return Suggestion.objects.create(circle=circle, low=people[0], high=people[1], score=9, made_at=at)


@pytest.fixture(autouse=True)
def _settling_waits_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Widens the gaps around counting the wishes, so that the race happens whenever it can."""
    barrier = threading.Barrier(2)
    settle = wishing._settle

    def wait_for_the_other() -> None:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(TOGETHER)

    def slow_settle(suggestion: Suggestion, at: datetime) -> Introduction | None:
        wait_for_the_other()
        made = settle(suggestion, at)
        wait_for_the_other()
        return made

    monkeypatch.setattr(wishing, "_settle", slow_settle)


def race(suggestion: Suggestion | None, people: list[User], do: Callable[..., object], at: datetime) -> list[Exception]:
    """Both wish at once; what went wrong."""
    errors: list[Exception] = []

    def run(user: User) -> None:
        try:
            do(suggestion, by=user, at=at)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return errors


def test_two_wishes_at_once_make_one_introduction(suggestion: Suggestion, people: list[User], at: datetime) -> None:
    errors = race(suggestion, people, wishing.wish, at)

    assert errors == []
    assert Introduction.objects.get().state == Introduction.State.MADE
    assert Conversation.objects.count() == 1


def test_two_whom_nobody_suggested_ask_at_once_and_are_introduced_once(people: list[User], at: datetime) -> None:
    circle = make_circle("marketing", members=people)

    def ask(_none: None, *, by: User, at: datetime) -> None:
        other = people[1] if by == people[0] else people[0]
        ask_to_meet(other, circle, by=by, at=at, asked=True)

    assert race(None, people, ask, at) == []
    assert Suggestion.objects.count() == 1
    assert Introduction.objects.get().state == Introduction.State.MADE


def test_two_wishes_at_once_go_wrong_without_the_lock(
    transactional_db: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.TOGETHER", SURELY)
    do: Callable[..., object] = wishing.wish
    if connection.vendor == "sqlite":
        # There the transaction is the lock.
        do = wishing.wish.__wrapped__  # type: ignore[attr-defined]  # what atomic wraps
    else:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())

    # On a busy machine one is now and then through before the other begins.
    assert any(goes_wrong(do, at) for _ in range(5))


def goes_wrong(do: Callable[..., object], at: datetime) -> bool:
    people = [make_user("Lena"), make_user("Noor")]
    circle = make_circle(members=people)
    suggestion = Suggestion.objects.create(circle=circle, low=people[0], high=people[1], score=9, made_at=at)
    errors = race(suggestion, people, do, at)
    return errors != [] or Introduction.objects.filter(circle=circle, state="made").count() != 1
