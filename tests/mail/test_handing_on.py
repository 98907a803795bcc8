"""Mails of one run, one after the other: that one was taken and that the next begins is said at once, and each is known
to have begun before its first byte goes out."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from apps.mail import batches, composers, outbox
from apps.mail.composers import Composed
from apps.mail.deciding import retry
from apps.mail.delivery import Outcome, hand_over, trouble_with
from apps.mail.domains import SLOW
from apps.mail.handing_on import may_follow
from apps.mail.models import OutboxMail, TroubledDomain
from apps.mail.preparing import FRESH, Prepared, prepare
from apps.mail.runs import Run
from apps.mail.tasks import deliver_batch
from tests.factories import AT
from tests.mail.reports import BULK, make_reports, states
from tests.sink import Sink

pytestmark = pytest.mark.django_db
PATIENCE = 30.0  # seconds
Meanwhile = Callable[[int], None]


@pytest.fixture(autouse=True)
def _reports(_composers: None) -> None:
    def alone(mail: OutboxMail, _at: object) -> Composed | None:
        return Composed("A report", mail.payload["text"]) if mail.payload["text"] else None

    def together(mails: Sequence[OutboxMail], at: object) -> dict[int, Composed | None]:
        return {mail.pk: alone(mail, at) for mail in mails}

    composers.register("report", alone, together=together)


@pytest.fixture
def at_each(monkeypatch: pytest.MonkeyPatch) -> Callable[[Meanwhile], list[list[str]]]:
    """What all rows say at each hand-over, and what happens while the so many-th goes on."""

    def watch(meanwhile: Meanwhile) -> list[list[str]]:
        seen: list[list[str]] = []

        def over(message: EmailMultiAlternatives, line: BaseEmailBackend) -> tuple[Outcome, str]:
            seen.append(states())
            meanwhile(len(seen))
            return hand_over(message, line)

        monkeypatch.setattr(outbox, "hand_over", over)
        return seen

    return watch


def _nothing(number: int) -> None:
    pass


def test_each_is_noted_before_it_goes_out_and_settled_before_the_next_does(
    sink: Sink, at_each: Callable[[Meanwhile], list[list[str]]]
) -> None:
    seen = at_each(_nothing)
    make_reports("one", "two", "three")

    with CaptureQueriesContext(connection) as queries:
        deliver_batch(BULK)

    changes = (query["sql"].split("WHERE")[0] for query in queries if query["sql"].startswith("UPDATE"))
    moves = [words for words in changes if '"state" = ' in words]
    assert seen == [
        ["attempting", "queued", "queued"],
        ["sent", "attempting", "queued"],
        ["sent", "sent", "attempting"],
    ]
    assert (states(), len(moves), len(sink.mails)) == (["sent"] * 3, 4, 3)
    sent = OutboxMail.objects.filter(settled_at__isnull=False, leased_until=None, payload={}, reason="", attempts=1)
    assert sent.count() == 3


def _drop(pk: int) -> None:
    assert len(outbox.drop_waiting(OutboxMail.objects.filter(pk=pk), at=timezone.now())) == 1


def _take_over(pk: int) -> None:
    rows = OutboxMail.objects.filter(pk=pk)
    assert rows.update(attempts=F("attempts") + 1, leased_until=timezone.now() + timedelta(hours=1)) == 1


@pytest.mark.parametrize(("moved", "became"), [(_drop, "dropped"), (_take_over, "queued")])
def test_whoever_moves_the_next_one_meanwhile_keeps_it(
    moved: Callable[[int], None], became: str, sink: Sink, at_each: Callable[[Meanwhile], list[list[str]]]
) -> None:
    ids = make_reports("one", "two", "three")
    at_each(lambda number: moved(ids[1]) if number == 1 else None)

    deliver_batch(BULK)

    assert states() == ["sent", became, "sent"]
    assert [mail["To"] for mail in sink.mails] == ["p0@example.org", "p2@example.org"]


def test_where_the_first_one_is_anothers_by_now_the_next_leaves_all_the_same(
    sink: Sink, at_each: Callable[[Meanwhile], list[list[str]]]
) -> None:
    ids = make_reports("one", "two")
    at_each(lambda number: _take_over(ids[0]) if number == 1 else None)

    deliver_batch(BULK)

    assert (states(), len(sink.mails)) == (["attempting", "sent"], 2)


def _closed_at(number: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The so many-th time the server has closed the line without a farewell; to whom mails were handed over."""
    tried: list[str] = []

    def over(message: EmailMultiAlternatives, line: BaseEmailBackend) -> tuple[Outcome, str]:
        tried.append(message.to[0])
        return (Outcome.UNANSWERED, outbox.CLOSED) if len(tried) == number else hand_over(message, line)

    monkeypatch.setattr(outbox, "hand_over", over)
    return tried


def test_a_line_that_was_closed_in_between_is_no_news_about_the_next_one(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_reports("one", "two")
    tried = _closed_at(2, monkeypatch)

    deliver_batch(BULK)

    assert (states(), tried) == (["sent", "sent"], ["p0@example.org", "p1@example.org", "p1@example.org"])
    assert not TroubledDomain.objects.exists()


def test_where_the_server_is_gone_the_next_one_waits_as_if_it_had_not_begun(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_reports("one", "two", "three")
    _closed_at(2, monkeypatch)
    troubles = iter(["", "OSError"])
    monkeypatch.setattr(outbox, "trouble_with", lambda line: next(troubles))

    deliver_batch(BULK)

    rows = OutboxMail.objects.order_by("pk").values_list("state", "attempts", "leased_until", "reason")
    assert list(rows)[1:] == [("queued", 0, None, "OSError"), ("queued", 0, None, "")]
    assert states()[0] == "sent"


@pytest.mark.parametrize("again", [False, True])
def test_one_that_another_took_over_while_a_line_was_looked_for_is_not_handed_over(
    again: bool, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = make_reports("one", "two")
    _closed_at(2, monkeypatch)
    looks: list[BaseEmailBackend] = []

    def slowly(line: BaseEmailBackend) -> str:
        looks.append(line)
        if len(looks) == 2:
            outbox.give_up_cut_off(at=timezone.now() + timedelta(hours=1))  # another worker, when the lease is over
            if again:
                retry(ids[1], at=timezone.now())
            outbox.deliver(ids[1], at=timezone.now())
        return trouble_with(line)

    monkeypatch.setattr(outbox, "trouble_with", slowly)

    deliver_batch(BULK)

    received = [mail["To"] for mail in sink.mails].count("p1@example.org")
    assert (states()[1], received) == (("sent", 1) if again else ("uncertain", 0))


def test_what_the_next_one_is_written_by_stays(sink: Sink, at_each: Callable[[Meanwhile], list[list[str]]]) -> None:
    ids = make_reports("one", "two")
    payload = {"text": "zwei é \"q\" 'x' %s", "a": [1, None, {"b": 1.5}]}
    OutboxMail.objects.filter(pk=ids[1]).update(payload=payload)
    rows: list[list[tuple[object, object]]] = []
    at_each(lambda _number: rows.append(list(OutboxMail.objects.order_by("pk").values_list("payload", "settled_at"))))

    deliver_batch(BULK)

    _first, (sent, following) = rows
    assert (sent[0], following) == ({}, (payload, None))


@pytest.mark.skipif(connection.vendor == "sqlite", reason="on SQLite the one who writes is alone")
@pytest.mark.django_db(transaction=True)
def test_that_one_was_taken_is_noted_also_while_somebody_holds_the_next(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, held, done = make_reports("one", "two"), threading.Event(), threading.Event()

    def somebody() -> None:
        with closing(connection), transaction.atomic():
            outbox.drop_waiting(OutboxMail.objects.filter(pk=ids[1]), at=timezone.now())
            held.set()
            done.wait(PATIENCE)

    def over(message: EmailMultiAlternatives, line: BaseEmailBackend) -> tuple[Outcome, str]:
        found = hand_over(message, line)
        other.start()
        held.wait(PATIENCE)
        return found

    def work() -> None:
        with closing(connection):
            deliver_batch(BULK)

    other, worker = threading.Thread(target=somebody), threading.Thread(target=work)
    monkeypatch.setattr(outbox, "hand_over", over)
    worker.start()
    held.wait(PATIENCE)
    end = time.monotonic() + 3.0
    while states()[0] != "sent" and time.monotonic() < end:
        time.sleep(0.02)
    seen = states()
    done.set()
    worker.join(PATIENCE)
    other.join(PATIENCE)

    assert (seen, states()) == (["sent", "queued"], ["sent", "dropped"])


def _written(mail: OutboxMail, *, seconds: float = 0.0) -> Prepared:
    prepared = prepare([mail], at=AT)
    prepared.since -= seconds
    return prepared


def test_only_what_needs_no_look_any_more_begins_with_the_end_of_another(settings: Settings) -> None:
    settings.MAIL_KEPT = False
    make_reports("one", "")
    (mail, silence), quick = OutboxMail.objects.order_by("pk"), timedelta()
    for row in (mail, silence):
        row.leased_until = timezone.now() + timedelta(minutes=1)
    fine, troubled = Run(None), Run(None, troubled={"example.org"})

    assert may_follow(mail, fine, _written(mail), took=quick)
    assert not may_follow(silence, fine, _written(silence), took=quick)
    assert not may_follow(mail, fine, Prepared(), took=quick)
    assert not may_follow(mail, fine, _written(mail, seconds=FRESH), took=quick)
    assert not may_follow(mail, troubled, _written(mail), took=quick)
    assert not may_follow(mail, fine, _written(mail), took=SLOW)
    settings.MAIL_KEPT = True
    assert not may_follow(mail, fine, _written(mail), took=quick)
    settings.MAIL_KEPT, mail.leased_until = False, timezone.now() - timedelta(seconds=1)
    assert not may_follow(mail, fine, _written(mail), took=quick)


def test_where_the_time_is_over_none_begins(sink: Sink, at_each: Callable[[Meanwhile], list[list[str]]]) -> None:
    make_reports("one", "two")
    at_each(_nothing)

    with get_connection() as line:
        batches.go_on(Run(line), BULK, most=2, seconds=-1.0)

    assert states() == ["sent", "queued"]
    assert OutboxMail.objects.filter(leased_until=None).count() == 2
