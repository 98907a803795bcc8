"""Two people say yes in the same instant. Each race is also run with the lock taken away, to prove that it exists."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import pytest
from django.db import close_old_connections, connection
from django.db.models import QuerySet

from apps.introductions.models import Connection, Conversation, Introduction
from apps.introductions.services import answering, making
from apps.introductions.services.introducing import introduce
from apps.profiles.models import User
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db(transaction=True)
# Seconds one waits for the other before going on alone; where nothing holds the other back it surely comes.
TOGETHER, SURELY = 1.0, 15.0


def race(
    introduction: Introduction, people: list[User], say_yes: Callable[..., object], at: datetime
) -> list[Exception]:
    """Both answer at once; what went wrong."""
    errors: list[Exception] = []

    def run(user: User) -> None:
        try:
            say_yes(introduction, user=user, value="yes", at=at)
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


@pytest.fixture
def people(transactional_db: None) -> list[User]:
    return [make_user("Mina"), make_user("Jonas")]


@pytest.fixture
def introduction(people: list[User], at: datetime) -> Introduction:
    circle = make_circle("marketing", members=people)
    return introduce(circle, people, by=circle.memberships.get(role="curator").user, note="Meet.", at=at)


@pytest.fixture(autouse=True)
def _counting_waits_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Widens the gaps around counting the yeses, so that the race happens whenever it can."""
    barrier = threading.Barrier(2)
    count = making._willing

    def wait_for_the_other() -> None:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(TOGETHER)

    def slow_count(introduction: Introduction) -> list[int]:
        wait_for_the_other()
        willing = count(introduction)
        wait_for_the_other()
        return willing

    monkeypatch.setattr(making, "_willing", slow_count)


def test_two_yeses_at_once_make_one_conversation(introduction: Introduction, people: list[User], at: datetime) -> None:
    errors = race(introduction, people, answering.answer, at)

    introduction.refresh_from_db()
    assert errors == []
    assert introduction.state == Introduction.State.MADE
    assert (Conversation.objects.count(), Connection.objects.count()) == (1, 1)


def test_two_yeses_at_once_go_wrong_without_the_lock(
    introduction: Introduction, people: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.TOGETHER", SURELY)
    say_yes: Callable[..., object] = answering.answer
    if connection.vendor == "sqlite":
        # There the transaction is the lock.
        say_yes = answering.answer.__wrapped__  # type: ignore[attr-defined]  # what atomic wraps
    else:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())

    errors = race(introduction, people, say_yes, at)

    introduction.refresh_from_db()
    fine = errors == [] and introduction.state == Introduction.State.MADE and Conversation.objects.count() == 1
    assert not fine
