"""A mail that is through is forgotten, and its address with it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.mail import forgetting
from apps.mail.forgetting import forget_over
from apps.mail.models import OutboxMail
from apps.mail.tasks import forget_mails
from tests.mail.conftest import make_mail

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)
MINUTE = timedelta(minutes=1)


def rows(state: str, count: int = 1, **fields: Any) -> list[str]:
    keys = [f"{state}.{number}" for number in range(count)]
    for key in keys:
        OutboxMail.objects.filter(pk=make_mail(key).pk).update(state=state, **fields)
    return keys


@pytest.mark.parametrize("state", ["sent", "kept", "dropped", "bounced"])
def test_what_is_settled_is_forgotten_after_a_month(state: str, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    rows(state, 3, settled_at=at)

    assert [forget_over(at=at + MONTH - MINUTE), forget_over(at=at + MONTH), forget_over(at=at + MONTH)] == [0, 3, 0]


def test_what_is_uncertain_waits_three_months_for_somebody_to_look(at: datetime) -> None:
    rows("uncertain", due_at=at)

    assert [forget_over(at=at + 3 * MONTH - MINUTE), forget_over(at=at + 3 * MONTH)] == [0, 1]


@pytest.mark.parametrize("state", ["queued", "attempting"])
def test_what_is_on_its_way_is_never_forgotten(state: str, at: datetime) -> None:
    rows(state, due_at=at)

    assert forget_over(at=at + 12 * MONTH) == 0


def test_the_daily_task_forgets_and_may_run_twice(at: datetime) -> None:
    rows("sent", settled_at=at - 1000 * MONTH / 30)

    for _ in range(2):
        forget_mails()

    assert not OutboxMail.objects.exists()
