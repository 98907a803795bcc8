"""Mails that are written together: each as by itself, none when it is fresh no more, and no other one delays it."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from apps.mail import composers, preparing, runs
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from apps.mail.preparing import FRESH, Prepared, prepare
from apps.mail.runs import Run
from apps.mail.suppression import suppress
from apps.mail.tasks import deliver_batch
from tests.factories import AT
from tests.mail.conftest import make_mail
from tests.mail.reports import BULK, make_reports, states
from tests.sink import Sink

pytestmark = pytest.mark.django_db
Calls = list[list[int]]


@pytest.fixture
def calls() -> Calls:
    """Which mails were written by which call, of `report`."""
    found: Calls = []

    def alone(mail: OutboxMail, at: datetime) -> Composed | None:
        found.append([mail.pk])
        return _written(mail)

    def together(mails: Sequence[OutboxMail], at: datetime) -> dict[int, Composed | None]:
        found.append([mail.pk for mail in mails])
        return {mail.pk: _written(mail) for mail in mails if mail.payload["text"] != "by itself"}

    composers.register("report", alone, together=together)
    return found


def _written(mail: OutboxMail) -> Composed | None:
    text = mail.payload["text"]
    if text == "broken":
        raise KeyError(text)
    return Composed("A report", text, "", {}) if text else None


def test_what_waits_is_written_together_and_sent_one_by_one(sink: Sink, calls: Calls) -> None:
    ids = make_reports("one", "two", "", "four")

    deliver_batch(BULK)

    assert (calls, states()) == ([ids], ["sent", "sent", "dropped", "sent"])
    assert [str(mail.get_payload()).strip() for mail in sink.mails] == ["one", "two", "four"]


def test_where_one_cannot_be_written_the_others_leave(sink: Sink, calls: Calls) -> None:
    ids = make_reports("one", "broken", "three")

    deliver_batch(BULK)

    assert (calls, states()) == ([ids, *([pk] for pk in ids)], ["sent", "queued", "sent"])
    assert OutboxMail.objects.get(pk=ids[1]).reason == "could not be written: KeyError"


def test_what_is_left_out_is_written_by_itself(sink: Sink, calls: Calls) -> None:
    ids = make_reports("one", "by itself")

    deliver_batch(BULK)

    assert (calls, states()) == ([ids, ids[1:]], ["sent", "sent"])


def test_what_is_not_fresh_any_more_is_written_anew(sink: Sink, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "FRESH", 0.0)
    ids = make_reports("one", "two")

    deliver_batch(BULK)

    assert (calls, states()) == ([ids, ids[:1], ids[1:]], ["sent", "sent"])


def test_who_is_not_to_be_written_to_is_not_read_either(sink: Sink, calls: Calls) -> None:
    ids = make_reports("one", "two")
    suppress("p0@example.org", at=AT)

    deliver_batch(BULK)

    assert (calls, states()) == ([ids[1:]], ["dropped", "sent"])


def test_mails_that_are_written_one_by_one_are_not_prepared(calls: Calls) -> None:
    note = make_mail()

    prepared = prepare([note], at=AT)

    assert (prepared.composed, prepared.together) == ({}, 0)


def test_as_many_are_taken_at_once_as_leave_while_they_are_fresh() -> None:
    def after(at_once: int, together: int, seconds: float) -> int:
        run, prepared = Run(None, at_once=at_once), Prepared(together=together)
        prepared.since -= seconds
        run.keep_pace(prepared)
        return run.at_once

    assert [after(20, 20, 0.0), after(runs.MOST, 5, 0.0), after(20, 0, 0.0)] == [40, runs.MOST, 20]
    assert [after(40, 40, FRESH / 3), after(40, 40, FRESH), after(runs.FEWEST, 9, FRESH)] == [40, 20, runs.FEWEST]


def test_what_was_taken_once_is_written_again(calls: Calls) -> None:
    (pk,) = make_reports("one")
    mail = OutboxMail.objects.get(pk=pk)
    prepared = prepare([mail], at=AT)

    assert prepared.take(mail) is not None
    assert not prepared.has(mail)
