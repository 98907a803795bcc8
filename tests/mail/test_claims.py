"""Which mails a worker takes next, and what it costs to find them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from apps.mail import batches, claims, domains, runs
from apps.mail.models import OutboxMail, TroubledDomain
from tests.mail.conftest import make_mail
from tests.mail.test_domains import mails_to, row, states

pytestmark = pytest.mark.django_db
QUICK = OutboxMail.Lane.QUICK


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


def test_a_slow_domain_that_rests_is_tried_only_where_nobody_else_waits(at: datetime) -> None:
    mails_to("slow.example")
    domains.slow_down("slow.example", took=timedelta(seconds=1), at=at)
    assert row("slow.example").rests_until == at + timedelta(seconds=4)

    assert claims.claim_try(QUICK, at=at + timedelta(seconds=3), idle=False) is None
    assert claims.claim_try(QUICK, at=at + timedelta(seconds=3), idle=True) is not None


@pytest.mark.parametrize(
    ("address", "domain"), [("Ana@Example.ORG", "example.org"), ('"a@b"@example.org', 'b"@example.org'), ("odd", "odd")]
)
def test_the_domain_of_a_mail_is_what_stands_behind_the_first_at(address: str, domain: str) -> None:
    mail = make_mail(address=address)
    many = OutboxMail(purpose="note", key="2", address=address, due_at=mail.due_at)
    OutboxMail.objects.bulk_create([many], ignore_conflicts=True)

    found = OutboxMail.objects.at_domains([domain])

    assert {row.domain for row in found} == {domain}
    assert (found.count(), mail.domain) == (2, domain)


def test_domains_that_nobody_writes_to_cost_nothing(at: datetime) -> None:
    TroubledDomain.objects.bulk_create(
        TroubledDomain(name=f"d{number}.example", since=at, rests_until=at - timedelta(minutes=1), reason="slow")
        for number in range(100)
    )
    mails_to("elsewhere.example", "d50.example")
    domains.recover("d50.example")

    with CaptureQueriesContext(connection) as queries:
        assert claims.claim_try(QUICK, at=at, idle=False) is None

    assert len(queries) == 1


def test_the_first_in_trouble_with_mail_that_waits_is_tried(at: datetime) -> None:
    """The one that rested longest has mail in the other lane only, the next one mail that is not due."""
    other, later, mail = mails_to("one.example", "two.example", "three.example")
    OutboxMail.objects.filter(pk=other.pk).update(lane="bulk")
    OutboxMail.objects.filter(pk=later.pk).update(due_at=at + timedelta(days=1))
    for number, name in enumerate(("one.example", "two.example", "three.example")):
        domains.fail(name, reason="silent", at=at - timedelta(hours=9 - number))

    assert claims.claim_try(QUICK, at=at, idle=False) == mail


def test_what_waits_for_a_domain_in_trouble_is_passed_over_once_a_turn(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be much. Where nothing is left behind the place where the last claim ended, it is looked for from the
    beginning."""
    mails = mails_to(*["dead.example"] * 3, *["fine.example"] * 5)
    domains.fail("dead.example", reason="silent", at=timezone.now())
    OutboxMail.objects.filter(pk=mails[-1].pk).update(due_at=at + timedelta(seconds=1))
    places: list[claims.Place | None] = []

    def noting(lane: str, *, after: claims.Place | None = None, **words: Any) -> list[OutboxMail]:
        places.append(after)
        return claims.claim_some(lane, after=after, **words)

    monkeypatch.setattr(batches, "claim_some", noting)

    batches.go_on(runs.Run(None, at_once=2), QUICK, most=100, seconds=10)

    assert states() == [*["queued"] * 3, *["kept"] * 5]
    assert places == [None, (at, mails[4].pk), (at, mails[6].pk), (at + timedelta(seconds=1), mails[7].pk), None]


def test_a_claim_takes_the_first_ones_and_nobody_else_gets_them(at: datetime) -> None:
    mails = mails_to(*["one.example"] * 5)

    first, second = (claims.claim_some(QUICK, at=at, most=3) for _ in range(2))

    assert (first, second) == (mails[:3], mails[3:])
    assert claims.claim_some(QUICK, at=at, most=3) == []
    claims.let_go(first)
    assert [(mail.attempts, mail.leased_until) for mail in OutboxMail.objects.order_by("pk")[:3]] == [(0, None)] * 3
    assert claims.claim_some(QUICK, at=at, most=3) == mails[:3]
