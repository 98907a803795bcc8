"""Two runs of the evening in the same instant: everybody is seen to by one of them. Also with the lock taken away, to
prove that the race exists."""

from datetime import datetime

import pytest
from django.db import connection

from apps.mail.models import OutboxMail
from apps.meetings.models import Evening
from apps.meetings.services import evenings
from apps.profiles.models import User
from tests.bench.test_races import Meeting, at_once, unlocked
from tests.factories import make_circle, make_user
from tests.meetings.evening import EVENING
from tests.meetings.scenes import kept_call, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(transactional_db: None, at: datetime) -> User:
    mina, justin = make_user("Mina Park"), make_user("Justin Lee")
    make_circle("marketing", members=[mina, justin])
    evenings.want(mina, at=at)
    kept_call(mina, person(justin), at=at)
    return mina


def run_both(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """How many each thinks it has queued."""
    meeting, mail = Meeting(), evenings._mail

    def waiting(row: Evening, at: datetime) -> OutboxMail:
        meeting.wait()
        return mail(row, at)

    monkeypatch.setattr(evenings, "_mail", waiting)
    return at_once(lambda: evenings.run_due(at=EVENING), lambda: evenings.run_due(at=EVENING))


def test_two_runs_queue_one_mail_and_plan_one_evening(told: User, monkeypatch: pytest.MonkeyPatch) -> None:
    came = run_both(monkeypatch)

    assert sorted(map(str, came)) == ["0", "1"]
    assert OutboxMail.objects.filter(purpose="evening").count() == 1
    assert Evening.objects.get().next_on.isoformat() == "2026-03-05"


def test_without_the_lock_both_see_to_the_same_person_and_the_outbox_still_holds_one(
    told: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    (queue,) = unlocked(monkeypatch, evenings._queue)
    monkeypatch.setattr(evenings, "_queue", queue)

    came = run_both(monkeypatch)

    if connection.vendor == "postgresql":
        assert came == [1, 1]
    assert OutboxMail.objects.filter(purpose="evening").count() == 1
