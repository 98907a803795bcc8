from datetime import datetime, timedelta
from typing import Any

import pytest
from celery import Task
from django.utils import timezone

from apps.mail import batches, composers, tasks
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.mail.runs import Run
from apps.mail.tasks import deliver_batch, deliver_bulk, deliver_mail, deliver_quick
from tests.mail.conftest import make_mail
from tests.sink import Sink

pytestmark = pytest.mark.django_db
Lane = OutboxMail.Lane


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which workers were rung; nobody is there to hear it."""
    bells: list[str] = []
    monkeypatch.setattr(Task, "delay", lambda task, *_: bells.append(task.name.rpartition(".")[2]))
    return bells


def make_mails(count: int, lane: str = Lane.QUICK) -> list[OutboxMail]:
    mails = [make_mail(f"{lane} {number}") for number in range(count)]
    OutboxMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(lane=lane)
    return mails


def states() -> list[str]:
    return list(OutboxMail.objects.order_by("pk").values_list("state", flat=True))


def test_a_batch_takes_one_lane_over_one_line(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: set[Any] = set()

    async def listen(sink: Sink, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.mail_from = address
        lines.add(session.peer)
        return "250 OK"

    monkeypatch.setattr(Sink, "handle_MAIL", listen, raising=False)
    make_mails(3)
    make_mails(2, Lane.BULK)

    assert deliver_batch(Lane.QUICK) is False

    assert states() == ["sent"] * 3 + ["queued"] * 2
    assert (len(lines), len(sink.mails)) == (1, 3)


def test_a_batch_begins_with_what_waited_longest(sink: Sink) -> None:
    first, second, third = make_mails(3)
    OutboxMail.objects.filter(pk=third.pk).update(due_at=first.due_at - timedelta(days=1))

    deliver_batch(Lane.QUICK)

    ids = [mail["Message-ID"].split("@")[0] for mail in sink.mails]
    assert ids == [f"<{mail.name_in_logs}" for mail in (third, first, second)]


@pytest.mark.parametrize(("limit", "value"), [("BATCH", 2), ("SECONDS", -1.0)])
def test_a_batch_stops_and_rings_for_the_next(
    limit: str, value: float, rung: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, limit, value)
    make_mails(3)
    make_mails(3, Lane.BULK)

    for deliver_lane in (deliver_quick, deliver_bulk):
        deliver_lane()

    assert rung == ["deliver_quick", "deliver_bulk"]
    assert "queued" in states()


def test_a_lane_that_is_empty_rings_nobody(rung: list[str]) -> None:
    make_mails(1)

    for deliver_lane in (deliver_quick, deliver_bulk, deliver_quick):
        deliver_lane()

    assert (states(), rung) == (["kept"], [])


def test_one_mail_that_is_put_off_does_not_hold_up_the_next(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    async def put_off_first(sink: Sink, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("first"):
            return "450 Mailbox busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    monkeypatch.setattr(Sink, "handle_RCPT", put_off_first, raising=False)
    make_mail("1", address="first@example.org")
    make_mail("2")

    deliver_batch(Lane.QUICK)

    assert states() == ["queued", "sent"]


def test_the_quick_lane_gives_up_what_was_cut_off(at: datetime) -> None:
    mail = make_mail()
    OutboxMail.objects.filter(pk=mail.pk).update(state="attempting", leased_until=at)

    deliver_quick()

    assert states() == ["uncertain"]


def test_a_mail_that_is_rung_for_goes_out_by_the_clock(sink: Sink) -> None:
    due, later = make_mails(2)
    OutboxMail.objects.filter(pk=later.pk).update(due_at=timezone.now() + timedelta(hours=1))

    for mail in (due, later):
        deliver_mail(mail.pk)

    assert states() == ["sent", "queued"]


def test_a_worker_that_is_too_slow_for_all_it_took_writes_none_that_another_may_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its claim on the second runs out while it writes the first; whoever claims it anew writes it."""
    written: list[int] = []
    first, second = make_mails(2)

    def slowly(mail: OutboxMail, at: datetime) -> Composed:
        if not written:
            OutboxMail.objects.filter(pk=second.pk).update(attempts=7)  # another worker's claim
            monkeypatch.setattr(timezone, "now", lambda: later)
        written.append(mail.pk)
        return Composed("A note", "Hello")

    later = timezone.now() + timedelta(minutes=2)
    composers.register("note", slowly)

    batches.go_on(Run(None), Lane.QUICK, most=2, seconds=10)

    assert written == [first.pk]
