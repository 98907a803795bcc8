"""Two curators ask the same person at once, and only one more may come; and somebody leaves, or the circle closes,
while what waited is put. Each race is also run with the lock taken away, to prove that it exists."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import QuerySet

from apps.circles.models import Circle
from apps.circles.services.closing import shut
from apps.circles.services.leaving import leave
from apps.circles.services.locking import lock
from apps.introductions.models import Answer, Capacity, Introduction
from apps.introductions.services import putting
from apps.introductions.services.letting_come import let_come
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from tests.factories import make_circle
from tests.instant import SURELY, Other
from tests.introductions.scenes import ask

pytestmark = pytest.mark.django_db(transaction=True)


def put_to(user: User) -> int:
    return Answer.objects.filter(user=user, put_at__isnull=False).count()


@pytest.fixture
def elsewhere(transactional_db: None, mina: User, cleo: User) -> Circle:
    return make_circle("runners", members=[mina, cleo])


def test_two_asks_at_once_take_the_last_room_once(
    circle: Circle, elsewhere: Circle, mina: User, jonas: User, cleo: User, at: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    let_come(mina, asks=1, at=at)
    other = Other(lambda: ask(elsewhere, mina, cleo, at=at))
    other.acts_before(monkeypatch, putting, "_mark")

    ask(circle, mina, jonas, at=at)

    assert (other.finished().errors, put_to(mina)) == ([], 1)
    assert Introduction.objects.count() == 2
    assert OutboxMail.objects.filter(user=mina, purpose="introduction_asked").count() == 1


def test_without_the_lock_both_take_it(
    circle: Circle, elsewhere: Circle, mina: User, jonas: User, cleo: User, at: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    let_come(mina, asks=0, at=at)
    one, another = ask(circle, mina, jonas, at=at), ask(elsewhere, mina, cleo, at=at)
    Capacity.objects.update(asks=1)
    other = Other(lambda: putting._put_one(another.pk, mina.pk, at))
    other.acts_before(monkeypatch, putting, "_mark", seconds=SURELY)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())

    putting._put(one, [mina.pk], at)

    assert (other.finished().errors, put_to(mina)) == ([], 2)


@pytest.fixture
def waiting(circle: Circle, mina: User, jonas: User, at: datetime) -> Introduction:
    let_come(mina, asks=0, at=at)
    introduction = ask(circle, mina, jonas, at=at)
    # More room without the service, which would put it at once.
    Capacity.objects.update(asks=1)
    return introduction


def go(waiting: Introduction, mina: User, at: datetime) -> None:
    leave(waiting.circle, user=mina, at=at)


@transaction.atomic
def close(waiting: Introduction, mina: User, at: datetime) -> None:
    shut(lock(waiting.circle), at)


@pytest.mark.parametrize("end", [go, close])
def test_what_ends_while_it_is_put_leaves_nothing_to_answer_and_no_mail(
    end: Callable[[Introduction, User, datetime], None],
    waiting: Introduction,
    mina: User,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = at + timedelta(hours=1)
    other = Other(lambda: end(waiting, mina, later))
    other.acts_before(monkeypatch, putting, "_mark")

    putting.put_waiting(at=later)

    assert other.finished().errors == []
    assert not Introduction.objects.awaiting(mina, later).exists()
    states = OutboxMail.objects.filter(user=mina, purpose="introduction_asked").values_list("state", flat=True)
    assert set(states) <= ({"dropped"} if end is close else {"queued", "dropped"})


def test_two_workers_at_once_put_it_once(
    waiting: Introduction, mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = at + timedelta(hours=1)
    other = Other(lambda: putting.put_waiting(at=later))
    other.acts_before(monkeypatch, putting, "_mark")

    first = putting.put_waiting(at=later)

    assert (other.finished().errors, [first, other.result]) == ([], [1, 0])
    assert OutboxMail.objects.filter(user=mina, purpose="introduction_asked").count() == 1
