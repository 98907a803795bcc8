"""A domain that is slow or does not answer gets one mail at a time and rests in between; nobody else's mail waits."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.mail import batches, claims, domains, dues, runs, tasks
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


def test_one_worker_at_a_time_tries_a_domain(at: datetime) -> None:
    mails_to("one.example", "one.example")
    domains.fail("one.example", reason="silent", at=at - timedelta(hours=1))

    first, second = (claims.claim_try(QUICK, at=at, idle=True) for _ in range(2))

    assert (first is not None, second) == (True, None)
    domains.let_go("one.example")
    assert claims.claim_try(QUICK, at=at, idle=True) is not None


def test_a_worker_that_vanished_while_it_tried_holds_the_domain_for_a_lease(at: datetime, settings: Settings) -> None:
    mails_to("one.example", "one.example")
    domains.fail("one.example", reason="silent", at=at - timedelta(hours=1))
    claims.claim_try(QUICK, at=at, idle=True)

    later = at + settings.MAIL_LEASE

    assert claims.claim_try(QUICK, at=later - timedelta(seconds=1), idle=True) is None
    assert claims.claim_try(QUICK, at=later, idle=True) is not None


def test_what_somebody_waits_for_is_tried_first(at: datetime) -> None:
    bulk, quick = mails_to("one.example", "one.example")
    OutboxMail.objects.filter(pk=bulk.pk).update(lane="bulk", due_at=at - timedelta(days=1))
    domains.fail("one.example", reason="silent", at=at - timedelta(hours=1))

    assert claims.claim_try("bulk", at=at, idle=True) == quick


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


def test_a_slow_domain_that_rests_is_tried_only_where_nobody_else_waits(at: datetime) -> None:
    mails_to("slow.example")
    domains.slow_down("slow.example", took=timedelta(seconds=1), at=at)
    assert row("slow.example").rests_until == at + timedelta(seconds=4)

    assert claims.claim_try(QUICK, at=at + timedelta(seconds=3), idle=False) is None
    assert claims.claim_try(QUICK, at=at + timedelta(seconds=3), idle=True) is not None


def test_a_slow_domain_that_is_fast_again_recovers(sink: Sink) -> None:
    mails_to("slow.example", "slow.example")
    domains.slow_down("slow.example", took=timedelta(seconds=1), at=timezone.now())

    deliver_batch(QUICK)

    assert (states(), TroubledDomain.objects.exists()) == (["sent"] * 2, False)


def test_domains_in_trouble_get_a_quarter_of_the_time_while_others_wait(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "FEWEST", 1)
    monkeypatch.setattr(batches, "SHARE", 1000)
    monkeypatch.setattr(domains, "REST", 0)
    monkeypatch.setattr(domains, "SLOW", timedelta())
    monkeypatch.setattr(tasks, "BATCH", 6)
    mails_to(*["slow.example"] * 3, *["two.example"] * 5)
    domains.slow_down("slow.example", took=timedelta(seconds=0), at=timezone.now() - timedelta(hours=1))
    monkeypatch.setattr(domains, "note", lambda *args, **kwargs: False)

    deliver_batch(QUICK)

    assert states() == ["sent", "queued", "queued", *["sent"] * 5]


def test_our_own_server_is_not_tried_with_every_mail(settings: Settings) -> None:
    settings.MAIL_KEPT, settings.EMAIL_BACKEND = False, SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    mails_to("one.example", "two.example", "three.example")

    for _ in range(2):
        assert deliver_batch(QUICK) is False

    assert list(OutboxMail.objects.order_by("pk").values_list("state", "attempts")) == [
        ("queued", 1),
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


def test_what_waits_for_a_domain_in_trouble_is_not_called_late(at: datetime) -> None:
    mails_to("one.example", "two.example")
    assert dues.ages(at + timedelta(hours=2))["mail quick"] == timedelta(hours=2)
    domains.fail("one.example", reason="silent", at=at)
    assert dues.ages(at + timedelta(hours=2))["mail quick"] == timedelta(hours=2)

    domains.fail("two.example", reason="silent", at=at)
    assert dues.ages(at + timedelta(hours=2))["mail quick"] == timedelta()

    domains.recover("two.example")
    domains.fail(domains.LINE, reason="away", at=at)
    assert dues.ages(at + timedelta(hours=2))["mail quick"] == timedelta(hours=2)


def test_a_domain_nobody_writes_to_is_forgotten(at: datetime) -> None:
    domains.fail("one.example", reason="silent", at=at)
    domains.fail("two.example", reason="silent", at=at + domains.FORGOTTEN)

    domains.forget_unused(at=at + domains.FORGOTTEN + timedelta(minutes=1))

    assert list(TroubledDomain.objects.names()) == ["two.example"]


@pytest.mark.parametrize(
    ("address", "domain"), [("Ana@Example.ORG", "example.org"), ('"a@b"@example.org', 'b"@example.org'), ("odd", "odd")]
)
def test_the_database_and_we_read_the_same_domain(address: str, domain: str) -> None:
    mail = make_mail(address=address)

    found = OutboxMail.objects.at_domains([domain])

    assert list(found) == [mail]
    assert mail.domain == domain


def test_a_claim_takes_the_first_ones_and_nobody_else_gets_them(at: datetime) -> None:
    mails = mails_to(*["one.example"] * 5)

    first, second = (claims.claim_some(QUICK, at=at, most=3) for _ in range(2))

    assert (first, second) == (mails[:3], mails[3:])
    assert claims.claim_some(QUICK, at=at, most=3) == []
    claims.let_go(first)
    assert [(mail.attempts, mail.leased_until) for mail in OutboxMail.objects.order_by("pk")[:3]] == [(0, None)] * 3
    assert claims.claim_some(QUICK, at=at, most=3) == mails[:3]
