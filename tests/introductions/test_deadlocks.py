"""Two people do different things in the same instant, and neither waits for the other for ever. Where a lock is what is
tested, the same is also run with the lock that stood in the way.

On SQLite one writes after the other, whatever is locked: there nothing can fail, and the proofs are left out."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from apps.circles.errors import NotMember
from apps.circles.models import Circle, Invitation, InvitedFact
from apps.circles.services import accepting, erasing, facts, leaving, ticks
from apps.introductions import personal_data
from apps.introductions.models import Connection, Introduction
from apps.introductions.services import answering, ending
from apps.profiles.models import User
from apps.profiles.services import leaving as accounts
from apps.profiles.services.blocking import block
from tests.factories import connect, make_circle, make_user
from tests.introductions.scenes import ask, say_yes

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one writer in at a time")
# Seconds one waits for the other before going on alone; where nothing holds the other back it surely comes.
TOGETHER, SURELY = 1.0, 15.0


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """What went wrong."""
    errors: list[Exception] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


class Meeting:
    """A place in the code at which both wait for each other, once, so that each holds its first lock by then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._barrier, self._patch = threading.Barrier(2), monkeypatch

    def wait(self) -> None:
        with suppress(threading.BrokenBarrierError):
            self._barrier.wait(TOGETHER)

    def before(self, module: Any, name: str) -> None:
        function, waited = getattr(module, name), threading.Event()

        def slow(*args: Any, **words: Any) -> Any:
            if not waited.is_set():
                waited.set()
                self.wait()
            return function(*args, **words)

        self._patch.setattr(module, name, slow)

    def after(self, module: Any, name: str) -> None:
        function = getattr(module, name)

        def slow(*args: Any, **words: Any) -> Any:
            result = function(*args, **words)
            self.wait()
            return result

        self._patch.setattr(module, name, slow)


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Meeting:
    return Meeting(monkeypatch)


@pytest.fixture
def people(transactional_db: None) -> list[User]:
    return [make_user("Mina"), make_user("Jonas"), make_user("Cleo")]


@pytest.fixture
def circle(people: list[User]) -> Circle:
    return make_circle("marketing", members=people)


@pytest.fixture
def surely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.TOGETHER", SURELY)


@pytest.fixture
def with_locks_of_the_key(surely: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks as they are without `no_key`."""
    lock = QuerySet.select_for_update

    def lock_all(rows: Any, *, no_key: bool = False, **words: Any) -> Any:
        return lock(rows, **words)

    monkeypatch.setattr(QuerySet, "select_for_update", lock_all)


def leave_at_the_last_yes(circle: Circle, people: list[User], meeting: Meeting, at: datetime) -> list[Exception]:
    """One has locked the introduction and needs the circle for the keys of what it writes, the other the reverse."""
    introduction = say_yes(ask(circle, *people, at=at), people[0], at=at)
    meeting.after(answering, "settle_yes")
    meeting.before(ending, "_end_all")
    return at_once(
        lambda: answering.answer(introduction, user=people[1], value="yes", at=at),
        lambda: leaving.leave(circle, user=people[2], at=at),
    )


def test_leaving_does_not_collide_with_the_last_yes(
    circle: Circle, people: list[User], meeting: Meeting, at: datetime
) -> None:
    errors = leave_at_the_last_yes(circle, people, meeting, at)

    # Leaving may come first; then there is nothing left to say yes to.
    assert [error for error in errors if not isinstance(error, answering.TooLate)] == []
    state = Introduction.objects.get().state
    assert state == (Introduction.State.NOT_MADE if errors else Introduction.State.MADE)


@on_postgresql
def test_leaving_collides_with_the_last_yes_where_keys_are_locked(
    circle: Circle, people: list[User], meeting: Meeting, at: datetime, with_locks_of_the_key: None
) -> None:
    errors = leave_at_the_last_yes(circle, people, meeting, at)

    assert [type(error) for error in errors] == [OperationalError]


def erase_at_a_tick(circle: Circle, people: list[User], meeting: Meeting, at: datetime) -> list[Exception]:
    """Both come to the circle first: an erasure that began with the person would hold what the tick's keys need."""
    mina, jonas, _ = people

    @transaction.atomic
    def tick() -> None:
        ticks.tick(circle, ticker=jonas, known=mina, at=at)
        meeting.wait()

    meeting.before(personal_data, "lock_all_of")
    return at_once(tick, lambda: accounts.erase(mina, at=at))


def test_an_erasure_does_not_collide_with_a_tick(
    circle: Circle, people: list[User], meeting: Meeting, at: datetime
) -> None:
    errors = erase_at_a_tick(circle, people, meeting, at)

    # The erasure may come first; then there is nobody to tick.
    assert [error for error in errors if not isinstance(error, NotMember)] == []


def erase_the_introducer_at_a_leave(
    circle: Circle, people: list[User], meeting: Meeting, at: datetime
) -> list[Exception]:
    """The erasure empties the notes of introductions before it leaves circles; a leave locks the circle first."""
    curator = circle.memberships.get(role="curator").user
    ask(circle, *people, at=at)
    meeting.before(erasing, "lock_all_of")
    meeting.before(ending, "_end_all")
    return at_once(
        lambda: accounts.erase(curator, at=at),
        lambda: leaving.leave(circle, user=people[2], at=at),
    )


def test_erasing_an_introducer_does_not_collide_with_a_leave(
    circle: Circle, people: list[User], meeting: Meeting, at: datetime
) -> None:
    assert erase_the_introducer_at_a_leave(circle, people, meeting, at) == []
    assert Introduction.objects.get().note == ""


@on_postgresql
def test_erasing_an_introducer_collides_with_a_leave_where_circles_are_not_first(
    circle: Circle, people: list[User], meeting: Meeting, at: datetime, surely: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_data, "lock_all_of", lambda user: None)

    errors = erase_the_introducer_at_a_leave(circle, people, meeting, at)

    assert [type(error) for error in errors] == [OperationalError]


def test_an_erasure_does_not_collide_with_a_yes_to_somebody_known(
    circle: Circle, people: list[User], meeting: Meeting, at: datetime
) -> None:
    """The erasure forgets connections before it ends asks; a yes has locked the ask and writes the connection."""
    mina, jonas, cleo = people
    introduction = say_yes(ask(circle, mina, jonas, cleo, at=at), jonas, at=at)
    connect(mina, jonas)
    meeting.before(answering, "settle_yes")
    meeting.before(erasing, "lock_all_of")

    errors = at_once(
        lambda: accounts.erase(mina, at=at),
        lambda: answering.answer(introduction, user=mina, value="yes", at=at),
    )

    assert [error for error in errors if not isinstance(error, answering.TooLate)] == []
    assert not Connection.objects.of(mina).exists()


def test_never_again_does_not_collide_with_a_leave(
    circle: Circle, people: list[User], meeting: Meeting, at: datetime
) -> None:
    """A block ends asks, so the circle of the invitation is locked before them."""
    mina, jonas, _ = people
    ask(circle, *people, at=at)
    invitation = Invitation.objects.create(
        circle=circle, inviter=jonas, address=mina.email, sentence="Come.", created_at=at, expires_at=at + timedelta(1)
    )
    meeting.before(accepting, "decline_invitation")
    meeting.before(leaving, "membership_in")

    errors = at_once(
        lambda: accepting.never_write(invitation, at=at), lambda: leaving.leave(circle, user=people[2], at=at)
    )

    assert errors == []


def test_ticking_facts_does_not_collide_with_an_erasure(
    circle: Circle, people: list[User], meeting: Meeting, at: datetime
) -> None:
    mina = people[0]
    invitation = Invitation.objects.create(
        circle=circle, state="accepted", accepted_by=mina, sentence="Come.", created_at=at, expires_at=at
    )
    fact = InvitedFact.objects.create(invitation=invitation, kind="interest", name="bees")
    meeting.before(facts, "_adopt")
    meeting.before(personal_data, "lock_all_of")

    errors = at_once(
        lambda: facts.settle_facts(mina, circle, ticked={fact.pk}, at=at), lambda: accounts.erase(mina, at=at)
    )

    assert errors == []
    assert InvitedFact.objects.count() == 0


def test_two_who_block_each_other_at_once_both_do(circle: Circle, people: list[User], at: datetime) -> None:
    mina, jonas, _ = people
    ask(circle, *people, at=at)

    assert at_once(lambda: block(mina, jonas, at=at), lambda: block(jonas, mina, at=at)) == []
