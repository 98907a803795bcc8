from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from apps.mail import composers
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail, Suppression
from apps.mail.outbox import deliver
from apps.mail.suppression import is_suppressed, lift_suppression, suppress
from tests.mail.conftest import make_mail
from tests.sink import Sink

pytestmark = pytest.mark.django_db


def test_a_suppressed_address_gets_no_mail(sink: Sink, at: datetime) -> None:
    mails = [make_mail("1"), make_mail("2", address=" ANA@Example.org"), make_mail("3", address="ann@example.org")]
    suppress("Ana@example.org ", at=at)

    for mail in mails:
        deliver(mail.pk, at=at)

    assert list(OutboxMail.objects.order_by("key").values_list("state", flat=True)) == ["dropped", "dropped", "sent"]
    assert [mail["To"] for mail in sink.mails] == ["ann@example.org"]


def test_a_suppressed_address_gets_no_mail_that_already_waited(mail: OutboxMail, sink: Sink, at: datetime) -> None:
    sink.answer = "451 Try again"
    deliver(mail.pk, at=at)
    suppress(mail.address, at=at)
    sink.answer = "250 OK"

    deliver(mail.pk, at=at + timedelta(hours=1))

    mail.refresh_from_db()
    assert (mail.state, mail.payload, sink.mails) == ("dropped", {}, [])


def test_a_suppressed_address_gets_what_was_asked_for(sink: Sink, at: datetime) -> None:
    composers.register("code", lambda mail, at: Composed("Your code", "ABC"), asked_for=True)
    suppress("ana@example.org", at=at)

    for mail in (make_mail("1"), make_mail("2", purpose="code")):
        deliver(mail.pk, at=at)

    assert [mail["Subject"] for mail in sink.mails] == ["Your code"]


def test_lifting_a_suppression_lifts_that_one(at: datetime) -> None:
    for address in ("ana@example.org", "ann@example.org"):
        suppress(address, at=at)

    for address in (" ANA@Example.org", "nobody@example.org"):
        lift_suppression(address)

    assert [is_suppressed("ana@example.org"), is_suppressed("ann@example.org")] == [False, True]


def test_only_a_keyed_hash_is_stored(at: datetime, settings: Settings) -> None:
    suppress("ana@example.org", at=at)

    stored = Suppression.objects.get().address_hash
    assert len(stored) == 64
    assert "ana" not in stored
    settings.SECRET_KEY = "another"
    assert not is_suppressed("ana@example.org")


def test_suppressing_twice_is_once(at: datetime) -> None:
    suppress("ana@example.org", at=at)
    suppress("ANA@example.org", at=at + timedelta(days=1))

    assert Suppression.objects.get().since == at
    assert [is_suppressed("ana@example.org"), is_suppressed("ann@example.org")] == [True, False]
