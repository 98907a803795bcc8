"""What happens to a mail whose worker vanished."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.mail import outbox
from apps.mail.composers import Composed, compose
from apps.mail.delivery import Outcome, hand_over
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver, give_up_cut_off
from tests.mail.conftest import make_mail
from tests.sink import Sink

pytestmark = pytest.mark.django_db
State = OutboxMail.State
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
LONG_AFTER = datetime(3001, 1, 1, tzinfo=UTC)  # any lease has run out


def held(state: str, until: datetime) -> OutboxMail:
    """A mail in the hands of a worker that is not there any more."""
    mail = make_mail(state)
    OutboxMail.objects.filter(pk=mail.pk).update(state=state, leased_until=until, attempts=1)
    return mail


def now(mail: OutboxMail) -> tuple[str, int, datetime | None]:
    mail.refresh_from_db()
    return mail.state, mail.attempts, mail.leased_until


def test_a_mail_in_somebodys_hands_is_left_alone(sink: Sink, at: datetime) -> None:
    until = at + timedelta(seconds=1)
    mail = held(State.QUEUED, until)

    assert deliver(mail.pk, at=at) is None
    assert (now(mail), sink.mails) == (("queued", 1, until), [])


def test_a_claim_whose_worker_vanished_before_the_attempt_runs_out(sink: Sink, at: datetime) -> None:
    mail = held(State.QUEUED, at)

    deliver(mail.pk, at=at)

    assert (now(mail), len(sink.mails)) == (("sent", 2, None), 1)


def test_an_attempt_that_was_cut_off_is_uncertain_and_never_sent_again(sink: Sink, at: datetime) -> None:
    mail = held(State.ATTEMPTING, at)

    assert [give_up_cut_off(at=at), give_up_cut_off(at=at)] == [1, 0]
    assert deliver(mail.pk, at=at + timedelta(days=30)) is None

    assert (now(mail), sink.mails) == (("uncertain", 1, None), [])
    assert (mail.reason, mail.payload) == ("cut off", {})


def test_an_attempt_that_goes_on_is_not_given_up(sink: Sink, at: datetime) -> None:
    mail = held(State.ATTEMPTING, at + timedelta(seconds=1))

    assert give_up_cut_off(at=at) == 0
    assert now(mail)[0] == "attempting"
    assert deliver(mail.pk, at=at + timedelta(days=1)) is None


@pytest.mark.parametrize("state", sorted(set(State) - {State.ATTEMPTING}))
def test_nothing_else_is_given_up(state: str, at: datetime) -> None:
    mail = held(state, at)

    assert give_up_cut_off(at=at + timedelta(days=1)) == 0
    assert now(mail)[0] == state


@pytest.mark.parametrize("state", sorted(set(State) - {State.QUEUED}))
def test_nothing_but_what_is_queued_is_sent(state: str, sink: Sink, at: datetime) -> None:
    mail = held(state, at)

    assert deliver(mail.pk, at=at + timedelta(days=1)) is None
    assert sink.mails == []


def test_the_attempt_is_on_record_before_the_mail_goes_out(
    mail: OutboxMail, sink: Sink, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def looking(*args: Any) -> tuple[Outcome, str]:
        seen.append(now(mail)[0])
        return hand_over(*args)

    monkeypatch.setattr(outbox, "hand_over", looking)

    deliver(mail.pk, at=at)

    assert (seen, now(mail)[0]) == (["attempting"], "sent")


def test_a_line_that_breaks_half_way_leaves_the_mail_uncertain(
    mail: OutboxMail, sink: Sink, settings: Settings, at: datetime
) -> None:
    settings.EMAIL_TIMEOUT, sink.delay = 0.2, 5.0

    deliver(mail.pk, at=at)

    assert now(mail) == ("uncertain", 1, None)
    assert (mail.reason, mail.settled_at, mail.payload) == ("SMTPServerDisconnected", at, {})
    sink.delay = 0.0
    assert deliver(mail.pk, at=at + timedelta(days=1)) is None
    assert sink.mails == []


def test_a_worker_that_was_overtaken_while_composing_does_not_send_again(
    mail: OutboxMail, sink: Sink, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(row: OutboxMail, *, at: datetime) -> Composed | None:
        monkeypatch.setattr(outbox, "compose", compose)
        deliver(row.pk, at=LONG_AFTER)  # our lease has run out, and another worker is faster
        return compose(row, at=at)

    monkeypatch.setattr(outbox, "compose", slowly)

    assert deliver(mail.pk, at=at) is None
    assert (now(mail), len(sink.mails)) == (("sent", 2, None), 1)


@pytest.mark.parametrize("outcome", [Outcome.LATER, Outcome.REFUSED, Outcome.ACCEPTED])
def test_a_mail_given_up_while_its_server_thought_about_it_stays_given_up(
    mail: OutboxMail, sink: Sink, at: datetime, monkeypatch: pytest.MonkeyPatch, outcome: Outcome
) -> None:
    def late(*args: Any) -> tuple[Outcome, str]:
        assert give_up_cut_off(at=LONG_AFTER) == 1
        return outcome, "an answer that came late"

    monkeypatch.setattr(outbox, "hand_over", late)

    assert deliver(mail.pk, at=at) is None
    assert (now(mail)[0], mail.payload, mail.reason) == ("uncertain", {}, "cut off")


def test_a_lease_runs_by_the_real_clock(mail: OutboxMail, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_yet_run_out(*args: Any) -> tuple[Outcome, str]:
        assert give_up_cut_off(at=timezone.now()) == 0
        return Outcome.ACCEPTED, ""

    monkeypatch.setattr(outbox, "hand_over", not_yet_run_out)
    OutboxMail.objects.update(due_at=LONG_AGO)

    assert deliver(mail.pk, at=LONG_AGO) is not None
    assert now(mail)[0] == "sent"
