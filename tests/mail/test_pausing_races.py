"""Two things are told of an address in the same instant, or one of them while its reader starts it again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.mail import pausing
from apps.mail.models import PausedAddress
from apps.mail.pausing import Why, pause, try_again
from tests.instant import SURELY, Other, unlocked
from tests.mail.pauses import is_paused

pytestmark = pytest.mark.django_db(transaction=True)
ANA = "ana@example.org"
HOUR = timedelta(hours=1)
Pause = Callable[..., bool]


def known(at: datetime) -> None:
    """Tried again once, so that there is a row."""
    pause(ANA, Why.BOUNCED, happened_at=at - 2 * HOUR)
    try_again(ANA, at=at - HOUR)


def earlier_beside_later(
    later: Pause, at: datetime, monkeypatch: pytest.MonkeyPatch, *, seconds: float
) -> datetime | None:
    known(at)
    other = Other(lambda: pause(ANA, Why.BOUNCED, happened_at=at))
    other.acts_before(monkeypatch, pausing, "_is_over", seconds=seconds)

    later(ANA, Why.BOUNCED, happened_at=at + HOUR)

    assert other.finished().errors == []
    return PausedAddress.objects.get().bounced_at


def report_beside_another_try(told: Pause, at: datetime, monkeypatch: pytest.MonkeyPatch, *, seconds: float) -> bool:
    pause(ANA, Why.BOUNCED, happened_at=at)
    other = Other(lambda: try_again(ANA, at=at + 2 * HOUR))
    other.acts_before(monkeypatch, pausing, "_is_over", seconds=seconds)

    told(ANA, Why.REPORTED, happened_at=at + HOUR)

    assert other.finished().errors == []
    return is_paused(ANA)


def test_of_two_at_once_the_earlier_one_stays(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    assert earlier_beside_later(pause, at, monkeypatch, seconds=0.7) == at


def test_without_the_lock_the_later_one_would(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = unlocked(monkeypatch, pausing.pause)

    assert earlier_beside_later(bare, at, monkeypatch, seconds=SURELY) == at + HOUR


def test_what_is_older_than_another_try_does_not_end_it(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not report_beside_another_try(pause, at, monkeypatch, seconds=0.7)


def test_without_the_lock_it_would(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = unlocked(monkeypatch, pausing.pause)

    assert report_beside_another_try(bare, at, monkeypatch, seconds=SURELY)


def test_two_who_tell_something_of_a_new_address_make_one_row(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Other(lambda: pause(ANA, Why.REPORTED, happened_at=at))
    other.acts_before(monkeypatch, pausing, "_is_over")

    pause(ANA, Why.BOUNCED, happened_at=at)

    assert other.finished().errors == []
    row = PausedAddress.objects.get()
    assert (row.bounced_at, row.reported_at) == (at, at)
