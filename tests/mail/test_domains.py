"""A domain that is slow or does not answer gets one mail at a time and rests in between; nobody else's mail waits."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.mail import domains, dues, smtp
from apps.mail.models import OutboxMail, TroubledDomain
from apps.mail.outbox import deliver
from apps.mail.tasks import deliver_batch
from tests.mail.conftest import SMTP, make_mail
from tests.sink import Sink, free_port

pytestmark = pytest.mark.django_db
QUICK = OutboxMail.Lane.QUICK


def mails_to(*names: str) -> list[OutboxMail]:
    return [make_mail(f"{number}", address=f"a{number}@{name}") for number, name in enumerate(names)]


def states() -> list[str]:
    return list(OutboxMail.objects.order_by("pk").values_list("state", flat=True))


def row(name: str) -> TroubledDomain:
    return TroubledDomain.objects.get(name=name)


def test_a_domain_where_all_is_well_has_no_row(sink: Sink) -> None:
    mails_to("one.example", "two.example")

    deliver_batch(QUICK)

    assert (states(), TroubledDomain.objects.exists()) == (["sent"] * 2, False)


@pytest.mark.parametrize("answer", ["451 Greylisted, try again", "550 No such person"])
def test_an_answer_that_comes_at_once_holds_nobody_up(answer: str, sink: Sink) -> None:
    sink.rules["one.example"] = sink.rule(rcpt=answer)
    mails_to("one.example", "one.example", "two.example")

    deliver_batch(QUICK)

    end = "queued" if answer.startswith("4") else "bounced"
    assert (states(), TroubledDomain.objects.exists()) == ([end, end, "sent"], False)
    assert set(OutboxMail.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.parametrize(
    ("rule", "first", "reason"),
    [
        ({"rcpt": "421 Going home"}, "queued", "the server answered 421"),
        ({"hangs": "rcpt"}, "queued", "SMTPServerDisconnected"),
        ({"hangs": "data"}, "uncertain", "SMTPServerDisconnected"),
        ({"drops": "data"}, "uncertain", "SMTPServerDisconnected"),
    ],
)
def test_a_domain_that_does_not_answer_rests_and_its_other_mails_are_not_tried(
    rule: dict[str, Any], first: str, reason: str, sink: Sink, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    sink.rules["one.example"] = sink.rule(**rule)
    mails = mails_to("one.example", "one.example", "two.example", "one.example")

    deliver_batch(QUICK)

    assert states() == [first, "queued", "sent", "queued"]
    assert list(OutboxMail.objects.order_by("pk").values_list("attempts", "leased_until")) == [
        (1, None),
        (0, None),
        (1, None),
        (0, None),
    ]
    found = row("one.example")
    assert (found.failures, found.reason, found.leased_until) == (1, reason, None)
    rest = found.rests_until - timezone.now()
    assert timedelta(seconds=50) < rest <= domains.WAITS[0]
    assert deliver(mails[1].pk, at=timezone.now()) is None


def test_the_rest_doubles_up_to_an_hour(at: datetime) -> None:
    rests = []
    for _ in range(8):
        domains.fail("one.example", reason="silent", at=at)
        rests.append((row("one.example").rests_until - at).total_seconds() / 60)

    assert rests == [1, 2, 4, 8, 16, 32, 60, 60]


def test_after_its_rest_one_mail_tries_and_then_the_others_follow(sink: Sink) -> None:
    mails_to("one.example", "one.example", "one.example")
    long_ago = timezone.now() - timedelta(hours=1)
    domains.fail("one.example", reason="silent", at=long_ago)

    deliver_batch(QUICK)

    assert (states(), TroubledDomain.objects.exists()) == (["sent"] * 3, False)


def test_a_domain_that_still_does_not_answer_costs_one_mail_a_rest(sink: Sink) -> None:
    sink.rules["one.example"] = sink.rule(rcpt="421 Still not")
    mails_to("one.example", "one.example")
    domains.fail("one.example", reason="silent", at=timezone.now() - timedelta(hours=1))

    for _ in range(3):
        deliver_batch(QUICK)

    assert sorted(OutboxMail.objects.values_list("attempts", flat=True)) == [0, 1]
    assert row("one.example").failures == 2


def test_a_mail_with_nothing_to_say_tells_nothing_of_its_domain(sink: Sink) -> None:
    make_mail("1", purpose="silence", address="a@one.example")
    domains.fail("one.example", reason="silent", at=timezone.now() - timedelta(hours=1))

    deliver_batch(QUICK)

    assert states() == ["dropped"]
    assert (row("one.example").failures, row("one.example").leased_until) == (1, None)


def test_a_slow_domain_is_served_after_the_others_and_rests_while_they_wait(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domains, "SLOW", timedelta(seconds=0.1))
    sink.rules["slow.example"] = sink.rule(seconds=0.15)
    mails_to("slow.example", "slow.example", "slow.example", "two.example", "two.example")

    deliver_batch(QUICK)

    assert states() == ["sent"] * 5
    assert [mail["To"].partition("@")[2] for mail in sink.mails] == [
        "slow.example",
        "two.example",
        "two.example",
        "slow.example",
        "slow.example",
    ]
    assert (row("slow.example").failures, row("slow.example").reason) == (0, "slow")


def test_a_slow_domain_that_is_fast_again_recovers(sink: Sink) -> None:
    mails_to("slow.example", "slow.example")
    domains.slow_down("slow.example", took=timedelta(seconds=1), at=timezone.now())

    deliver_batch(QUICK)

    assert (states(), TroubledDomain.objects.exists()) == (["sent"] * 2, False)


class SlowToOpen(smtp.EmailBackend):
    def open(self) -> bool | None:
        if self.connection is None:
            time.sleep(0.3)
        return super().open()


def test_how_long_our_own_server_takes_to_open_a_line_is_no_news_about_a_domain(
    sink: Sink, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domains, "SLOW", timedelta(seconds=0.25))
    settings.EMAIL_BACKEND = f"{__name__}.SlowToOpen"
    (mail,) = mails_to("one.example")

    deliver(mail.pk, at=timezone.now())

    assert (len(sink.mails), list(TroubledDomain.objects.names())) == (1, [])


def test_our_own_server_is_not_tried_with_every_mail(settings: Settings) -> None:
    settings.MAIL_KEPT, settings.EMAIL_BACKEND = False, SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    mails_to("one.example", "two.example", "three.example")

    for _ in range(2):
        assert deliver_batch(QUICK) is False

    assert list(OutboxMail.objects.order_by("pk").values_list("state", "attempts")) == [
        ("queued", 0),
        ("queued", 0),
        ("queued", 0),
    ]
    assert list(TroubledDomain.objects.values_list("name", "failures", "reason")) == [
        (domains.LINE, 1, "ConnectionRefusedError")
    ]


def test_our_own_server_is_looked_for_again_and_everything_leaves(sink: Sink, settings: Settings) -> None:
    mails_to("one.example", "two.example")
    domains.fail(domains.LINE, reason="away", at=timezone.now() - timedelta(minutes=1))
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    deliver_batch(QUICK)
    assert (states(), row(domains.LINE).failures) == (["queued"] * 2, 2)
    TroubledDomain.objects.update(rests_until=timezone.now())
    settings.EMAIL_PORT = port

    deliver_batch(QUICK)

    assert (states(), TroubledDomain.objects.exists()) == (["sent"] * 2, False)


def test_what_waits_for_a_domain_that_does_not_answer_is_not_called_late(at: datetime) -> None:
    mails_to("one.example", "two.example")
    assert dues.ages(at + timedelta(hours=2))["mail quick"] == timedelta(hours=2)
    domains.fail("one.example", reason="silent", at=at)
    assert dues.ages(at + timedelta(hours=2))["mail quick"] == timedelta(hours=2)

    domains.fail("two.example", reason="silent", at=at)
    assert dues.ages(at + timedelta(hours=2))["mail quick"] == timedelta()

    domains.slow_down("two.example", took=timedelta(seconds=1), at=at)
    assert dues.ages(at + timedelta(hours=2))["mail quick"] == timedelta(hours=2)

    domains.recover("two.example")
    domains.fail(domains.LINE, reason="away", at=at)
    assert dues.ages(at + timedelta(hours=2))["mail quick"] == timedelta(hours=2)


def test_a_domain_nobody_writes_to_is_forgotten(at: datetime) -> None:
    domains.fail("one.example", reason="silent", at=at)
    domains.fail("two.example", reason="silent", at=at + domains.FORGOTTEN)

    domains.forget_unused(at=at + domains.FORGOTTEN + timedelta(minutes=1))

    assert list(TroubledDomain.objects.names()) == ["two.example"]
