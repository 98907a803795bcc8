"""Two workers take the same mail in the same instant; also without the lease, to prove that the race exists."""

import threading
from contextlib import suppress
from datetime import datetime

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from apps.mail import composers
from apps.mail.claims import claim_some
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail, OutboxMailQuerySet
from apps.mail.outbox import deliver
from tests.mail.conftest import make_mail
from tests.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 1.0  # seconds one waits for the other before going on alone


@pytest.fixture(autouse=True)
def _writing_waits_for_the_other(_composers: None) -> None:
    """Widens the gap between the claim and the attempt, so that the race happens whenever it can."""
    barrier = threading.Barrier(2)

    def slow(mail: OutboxMail, at: datetime) -> Composed:
        with suppress(threading.BrokenBarrierError):
            barrier.wait(TOGETHER)
        return Composed("A note", "Hello")

    composers.register("note", slow)


@pytest.fixture
def mail(transactional_db: None) -> OutboxMail:
    return make_mail()


def deliver_twice_at_once(mail: OutboxMail, at: datetime) -> list[OutboxMail | None]:
    results: list[OutboxMail | None] = []
    start = threading.Barrier(2)

    def run() -> None:
        try:
            start.wait()
            results.append(deliver(mail.pk, at=at))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_workers_at_once_send_one_mail(mail: OutboxMail, sink: Sink, at: datetime) -> None:
    results = deliver_twice_at_once(mail, at)

    assert sorted(results, key=bool) == [None, mail]
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, len(sink.mails)) == ("sent", 1, 1)


def test_two_workers_at_once_send_one_mail_also_when_the_lease_lets_both_in(
    mail: OutboxMail, sink: Sink, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OutboxMailQuerySet, "due", lambda rows, at: rows.filter(state="queued"))

    deliver_twice_at_once(mail, at)

    assert len(sink.mails) == 1


def test_two_workers_at_once_send_two_mails_without_lease_and_hold(
    mail: OutboxMail, sink: Sink, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OutboxMailQuerySet, "due", lambda rows, at: rows.filter(state="queued"))
    monkeypatch.setattr(OutboxMailQuerySet, "held", lambda rows, mail: rows.filter(pk=mail.pk))
    monkeypatch.setattr(OutboxMailQuerySet, "select_for_update", lambda rows, **_: rows)

    deliver_twice_at_once(mail, at)

    assert len(sink.mails) == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite the one who writes is alone")
@pytest.mark.parametrize("passes_over", [True, False])
def test_a_claim_passes_over_what_another_is_just_taking(
    passes_over: bool, transactional_db: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without SKIP LOCKED it waits for the other."""
    first, second = make_mail("1"), make_mail("2")
    if not passes_over:
        waiting = lambda rows, of=(), **_: QuerySet.select_for_update(rows, of=of)  # noqa: E731 - nothing to name
        monkeypatch.setattr(OutboxMailQuerySet, "select_for_update", waiting)
    found: list[list[OutboxMail]] = []

    def take() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '500ms'")
            with suppress(OperationalError):
                found.append(claim_some(OutboxMail.Lane.QUICK, at=at, most=10))
        finally:
            connection.close()

    with transaction.atomic():
        OutboxMail.objects.select_for_update().get(pk=first.pk)
        other = threading.Thread(target=take)
        other.start()
        other.join()

    assert found == ([[second]] if passes_over else [])
