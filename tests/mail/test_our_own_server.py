"""What our own server says of us is no news about whom a mail goes to: everything waits, nothing is
used up, nobody's mail bounces."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.mail import domains
from apps.mail.giving_up import FEWEST_TRIES
from apps.mail.models import OutboxMail, TroubledDomain
from apps.mail.outbox import deliver
from apps.mail.tasks import deliver_batch
from tests.factories import AT
from tests.mail.conftest import make_mail
from tests.sink import Sink, free_port

pytestmark = pytest.mark.django_db
QUICK = OutboxMail.Lane.QUICK
QUOTA = "550 5.4.5 Daily user sending limit exceeded"


def make_mails(count: int, *domains: str) -> None:
    for number in range(count):
        make_mail(f"{number}", address=f"a{number}@{domains[number % len(domains)]}")


def found() -> list[tuple[str, int]]:
    return list(OutboxMail.objects.order_by("pk").values_list("state", "attempts"))


def troubled() -> list[tuple[str, int, str]]:
    return list(TroubledDomain.objects.order_by("name").values_list("name", "failures", "reason"))


def rested() -> None:
    """As if the rest were over."""
    TroubledDomain.objects.update(rests_until=timezone.now())


def answers_senders(monkeypatch: pytest.MonkeyPatch, answer: str, *, after: int = 0) -> None:
    """On each line the first ones are taken."""
    seen: dict[object, int] = {}

    async def handle(self: Sink, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        seen[session.peer] = seen.get(session.peer, 0) + 1
        if seen[session.peer] > after:
            return answer
        envelope.mail_from = address
        return "250 OK"

    monkeypatch.setattr(Sink, "handle_MAIL", handle, raising=False)


@pytest.mark.parametrize("answer", [QUOTA, "530 5.7.0 Authentication required", "451 4.3.0 Not now", "421 Going home"])
def test_a_refusal_of_the_sender_is_about_our_own_line(
    answer: str, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers_senders(monkeypatch, answer)
    make_mails(6, "one.example", "two.example")

    deliver_batch(QUICK)

    assert found() == [("queued", 0)] * 6
    assert troubled() == [(domains.LINE, 1, f"the server answered {answer[:3]} to our address")]


def test_a_log_in_that_is_missing_may_be_told_of_the_recipient(sink: Sink) -> None:
    sink.rules["one.example"] = sink.rule(rcpt="530 5.7.0 Authentication required")
    make_mails(3, "one.example")

    deliver_batch(QUICK)

    assert (found(), troubled()) == ([("queued", 0)] * 3, [(domains.LINE, 1, "the server answered 530")])


def test_what_is_too_large_bounces_alone(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    answers_senders(monkeypatch, "552 5.3.4 Message size exceeds fixed limit")
    make_mails(1, "one.example")

    deliver_batch(QUICK)

    assert (found(), troubled()) == ([("bounced", 1)], [])


def test_the_rest_doubles_where_a_line_is_to_be_had_and_the_sender_is_refused(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers_senders(monkeypatch, QUOTA)
    make_mails(3, "one.example")

    for failures in (1, 2, 3):
        deliver_batch(QUICK)
        assert troubled()[0][:2] == (domains.LINE, failures)
        assert deliver_batch(QUICK) is False
        rested()
    answers_senders(monkeypatch, "", after=100)
    deliver_batch(QUICK)

    assert (found(), troubled(), len(sink.mails)) == ([("sent", 1)] * 3, [], 3)


def test_a_session_that_takes_no_more_is_followed_by_another(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    answers_senders(monkeypatch, "421 4.7.0 Too many messages for this session", after=5)
    make_mails(12, "one.example")

    deliver_batch(QUICK)

    assert (len(sink.mails), found(), troubled()) == (12, [("sent", 1)] * 12, [])


def test_a_mail_that_alone_is_turned_away_keeps_no_other_from_leaving(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It came first, and is tried last where our own server is looked for."""
    answers_senders(monkeypatch, QUOTA)
    make_mails(3, "one.example")
    deliver_batch(QUICK)
    answers_senders(monkeypatch, "", after=100)
    rested()

    deliver_batch(QUICK)

    order = [mail["To"] for mail in sink.mails]
    assert order == ["a1@one.example", "a0@one.example", "a2@one.example"]


def test_our_own_server_being_away_uses_up_no_try_and_bounces_nothing(
    settings: Settings, at: datetime, sink: Sink
) -> None:
    """Be it away for a year."""
    settings.EMAIL_PORT = free_port()
    make_mails(1, "one.example")
    mail = OutboxMail.objects.get()

    for day in range(0, 365, 30):
        TroubledDomain.objects.all().delete()
        deliver(mail.pk, at=at + timedelta(days=day))

    mail.refresh_from_db()
    assert (found(), mail.due_at, mail.reason) == ([("queued", 0)], at, "ConnectionRefusedError")


def test_a_worker_killed_while_it_looked_for_our_server_stops_no_mail_for_long(sink: Sink) -> None:
    make_mails(1, "one.example")
    now = timezone.now()
    domains.fail(domains.LINE, reason="TimeoutError", at=now - timedelta(minutes=5))
    domains.take(domains.LINE, at=now - timedelta(seconds=59))
    deliver_batch(QUICK)
    assert found() == [("queued", 0)]

    domains.let_go(domains.LINE)
    domains.take(domains.LINE, at=now - timedelta(seconds=61))
    deliver_batch(QUICK)

    assert found() == [("sent", 1)]


def test_a_mail_that_is_rung_for_goes_to_a_server_in_trouble_alone(sink: Sink) -> None:
    """Two would wait for it side by side."""
    make_mails(2, "one.example")
    first, second = OutboxMail.objects.order_by("pk")
    now = timezone.now()
    for name in ("one.example", domains.LINE):
        domains.fail(name, reason="silent", at=now - timedelta(hours=2))
        assert domains.take(name, at=now)
        assert deliver(first.pk, at=now) is None
        domains.let_go(name)

    sent = deliver(first.pk, at=now)

    assert (sent, troubled()) == (first, [])
    assert deliver(second.pk, at=now) is not None


def test_a_mail_with_nothing_to_say_takes_nobodys_turn(sink: Sink) -> None:
    mail = make_mail(purpose="silence", address="a@one.example")
    for name in ("one.example", domains.LINE):
        domains.fail(name, reason="silent", at=timezone.now() - timedelta(hours=2))

    deliver(mail.pk, at=timezone.now())

    assert list(TroubledDomain.objects.values_list("failures", "leased_until")) == [(1, None)] * 2


def test_one_mail_that_is_turned_away_for_good_is_put_off_and_given_up_as_any(sink: Sink) -> None:
    """It waited longest. Nobody learns of it but by the others, which leave: then it is about this mail."""
    sink.rules["odd.example"] = sink.rule(rcpt="530 5.7.0 Authentication required")
    now = timezone.now()
    OutboxMail.objects.filter(pk=make_mail("odd", address="a@odd.example").pk).update(due_at=AT - timedelta(days=30))
    deliver_batch(QUICK)
    assert found() == [("queued", 0)]

    make_mails(20, "one.example")

    for _turn in range(3):
        rested()
        deliver_batch(QUICK)

    odd = OutboxMail.objects.get(domain="odd.example")
    assert (len(sink.mails), odd.state, odd.attempts, odd.due_at > now) == (20, "queued", 1, True)

    make_mail("one more", address="b@one.example")
    OutboxMail.objects.filter(pk=odd.pk).update(due_at=AT, attempts=FEWEST_TRIES)

    for _turn in range(2):
        deliver_batch(QUICK)
        rested()
    odd.refresh_from_db()
    assert (odd.state, odd.reason) == ("bounced", "the server answered 530")
