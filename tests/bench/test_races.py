"""Two things happen at the bench in the same instant. Each race is also run with the lock taken away, to prove that it
exists."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from apps.bench.limits import TIME_TO_TAKE_BACK
from apps.bench.models import Prepared
from apps.bench.services import asking, preparing
from apps.circles.models import Circle, Role
from apps.introductions import text
from apps.introductions.models import Introduction
from apps.introductions.services import introducing
from apps.introductions.services.introducing import AlreadyAsked
from apps.profiles.models import User
from tests.factories import join, make_circle, make_user

pytestmark = pytest.mark.django_db(transaction=True)
# Seconds one waits for the other before going on alone; where nothing holds the other back it surely comes.
TOGETHER, SURELY = 1.0, 15.0


class Meeting:
    """A place where both wait for each other once."""

    def __init__(self) -> None:
        self._barrier = threading.Barrier(2)

    def wait(self) -> None:
        with suppress(threading.BrokenBarrierError):
            self._barrier.wait(TOGETHER)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What came of each, or what went wrong."""
    came: list[object] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            came[number] = acts[number]()
        except Exception as error:
            came[number] = type(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def unlocked(monkeypatch: pytest.MonkeyPatch, *services: Callable[..., Any]) -> list[Callable[..., Any]]:
    """On SQLite the transaction is the lock."""
    monkeypatch.setattr(f"{__name__}.TOGETHER", SURELY)
    if connection.vendor == "sqlite":
        return [service.__wrapped__ for service in services]  # type: ignore[attr-defined]  # what atomic wraps
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())
    return list(services)


@pytest.fixture
def carol(transactional_db: None) -> User:
    return make_user("Carol")


@pytest.fixture
def pair(transactional_db: None) -> list[User]:
    return [make_user("Mina"), make_user("Jonas")]


@pytest.fixture
def circle(carol: User, pair: list[User]) -> Circle:
    return make_circle("marketing", curator=carol, members=pair)


def ask_and_take_back(
    prepared: Prepared,
    ask: Callable[..., object],
    take_back: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[object, int]:
    """Whether its maker is told that it was taken back, and how many introductions came of it all the same."""
    meeting, begun, delete = Meeting(), threading.Event(), Prepared.delete

    def slow_delete(row: Prepared) -> object:
        begun.set()
        meeting.wait()
        return delete(row)

    def take_back_meanwhile() -> object:
        begun.wait(SURELY)
        try:
            return take_back(prepared, by=prepared.by)
        finally:
            meeting.wait()

    monkeypatch.setattr(Prepared, "delete", slow_delete)
    told = at_once(take_back_meanwhile, lambda: ask(prepared.pk, prepared.due_at))[0]
    return told, Introduction.objects.count()


def test_what_is_taken_back_in_the_last_moment_is_either_undone_or_asked(
    circle: Circle, carol: User, pair: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = preparing.prepare(circle, pair, by=carol, note="Meet.", at=at)

    assert ask_and_take_back(prepared, asking._ask, preparing.take_back, monkeypatch) == (False, 1)


def test_what_is_taken_back_in_the_last_moment_is_asked_all_the_same_without_the_lock(
    circle: Circle, carol: User, pair: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = preparing.prepare(circle, pair, by=carol, note="Meet.", at=at)
    ask, take_back = unlocked(monkeypatch, asking._ask, preparing.take_back)

    assert ask_and_take_back(prepared, ask, take_back, monkeypatch) == (True, 1)


def approve_twice(
    circle: Circle, pair: list[User], approve: Callable[..., object], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> list[object]:
    """Two curators at once; what went wrong for one of them."""
    ana = make_user("Ana")
    join(circle, ana, role=Role.CURATOR)
    curators = [row.user for row in circle.memberships.filter(role=Role.CURATOR)]
    meeting, create = Meeting(), Prepared.objects.create

    def slow_create(**values: Any) -> Prepared:
        meeting.wait()
        return create(**values)

    monkeypatch.setattr(Prepared.objects, "create", slow_create)
    acts = [lambda by=by: approve(circle, pair, by=by, note="Meet.", at=at) for by in curators]
    return [what for what in at_once(*acts) if isinstance(what, type)]


def test_two_curators_who_approve_one_pair_at_once_make_one_introduction(
    circle: Circle, pair: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert approve_twice(circle, pair, preparing.prepare, at, monkeypatch) == [AlreadyAsked]

    assert asking.ask_due(at=at + TIME_TO_TAKE_BACK) == 1
    assert Introduction.objects.count() == 1


def test_two_curators_who_approve_one_pair_at_once_fail_without_the_lock(
    circle: Circle, pair: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database still lets one of them in only; the other meets an error instead of a sentence."""
    (approve,) = unlocked(monkeypatch, preparing.prepare)

    wrong = approve_twice(circle, pair, approve, at, monkeypatch)

    assert wrong != [AlreadyAsked]
    assert Prepared.objects.count() == 1


def introduce_twice(
    act: Callable[..., object], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[object], int]:
    """Two curators propose the same four by hand at once; what went wrong, and how many introductions came of it."""
    four, ana = [make_user() for _ in range(4)], make_user("Ana")
    circle = make_circle("makers", members=four)
    join(circle, ana, role=Role.CURATOR)
    curators = [row.user for row in circle.memberships.filter(role=Role.CURATOR)]
    meeting, check = Meeting(), text.check_note

    def slow_check(note: str) -> None:
        meeting.wait()
        check(note)

    monkeypatch.setattr("apps.introductions.services.introducing.check_note", slow_check)
    acts = [lambda by=by: act(circle, four, by=by, note="Meet.", at=at) for by in curators]
    wrong = [what for what in at_once(*acts) if what and not isinstance(what, Introduction)]
    return wrong, Introduction.objects.filter(circle=circle).count()


def test_two_curators_who_introduce_the_same_four_at_once_make_one_introduction(
    transactional_db: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert introduce_twice(introducing.introduce, at, monkeypatch) == ([AlreadyAsked], 1)


def test_without_the_lock_the_database_lets_one_of_them_in(
    transactional_db: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both come past every check; one open introduction per circle and set is a constraint, too."""
    (act,) = unlocked(monkeypatch, introducing.introduce)

    assert introduce_twice(act, at, monkeypatch)[1] == 1
