"""Meetings are forgotten while the same calendar is read again. Also with the lock taken away, to prove that the race
exists."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from apps.meetings import personal_data
from apps.meetings.errors import NotKept
from apps.meetings.models import Attendee, Meeting
from apps.meetings.services import forgetting, keeping
from apps.meetings.services.keeping import keep
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from apps.profiles.services.presence import AccountGone
from tests.bench import test_races as races
from tests.bench.test_races import SURELY, at_once
from tests.factories import make_circle, make_user
from tests.meetings.scenes import call, kept_call, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(transactional_db: None, at: datetime) -> list[User]:
    """A call of Mina's on which somebody is to be written, and which is to be forgotten."""
    mina, justin = make_user("Mina Park"), make_user("Justin Lee")
    make_circle("marketing", members=[mina, justin])
    kept_call(mina, person(justin), at=at)
    Attendee.objects.all().delete()
    return [mina, justin]


def bring_and(forget: Callable[[], object], pair: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch) -> object:
    """What came of bringing it."""
    mina, justin = pair
    meeting, begun, write = races.Meeting(), threading.Event(), keeping._write

    def slow_write(rows: list[Meeting]) -> None:
        begun.set()
        meeting.wait()
        write(rows)

    def forget_meanwhile() -> None:
        begun.wait(SURELY)
        forget()
        meeting.wait()

    def bring() -> int:
        return len(keep(mina, [call(person(justin), at=at)], source=Meeting.Source.FILE, at=at).meetings)

    monkeypatch.setattr(keeping, "_write", slow_write)
    came, _forgotten = at_once(bring, forget_meanwhile)
    return came


FORGETTING: dict[str, Callable[[User, datetime], object]] = {
    "one": lambda mina, at: forgetting.forget(Meeting.objects.get()),
    "all": lambda mina, at: forgetting.forget_all(mina),
    "over": lambda mina, at: forgetting.forget_over(at=at),
    "erased": lambda mina, at: erase(mina, at=at),
}


@pytest.mark.parametrize("how", FORGETTING)
def test_it_is_kept_and_then_forgotten(
    how: str, pair: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = bring_and(lambda: FORGETTING[how](pair[0], at), pair, at, monkeypatch)

    assert came == 1
    # By then somebody is on it again, and that is why it stays.
    assert Meeting.objects.count() == (1 if how == "over" else 0)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time there")
@pytest.mark.parametrize("how", ["one", "all", "over"])
def test_without_the_lock_it_is_not_kept_and_says_so(
    how: str, pair: list[User], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    races.unlocked(monkeypatch)

    assert bring_and(lambda: FORGETTING[how](pair[0], at), pair, at, monkeypatch) is NotKept


def test_of_whoever_is_erased_nothing_is_kept(pair: list[User], at: datetime) -> None:
    mina, justin = pair
    erase(mina, at=at)

    with pytest.raises(AccountGone):
        keep(mina, [call(person(justin), at=at)], source=Meeting.Source.FILE, at=at)
    assert personal_data.meetings(mina) == []
