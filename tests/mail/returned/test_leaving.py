"""What goes out with a mail so that it can come back, and what the server's own answer tells at once."""

from datetime import datetime

import pytest
from anymail.exceptions import AnymailInvalidAddress, AnymailRecipientsRefused
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.mail.inbound.taking import receive
from apps.mail.models import PausedAddress
from apps.mail.outbox import deliver
from apps.mail.returned.addresses import return_address
from apps.mail.smtp import EmailBackend
from tests.mail.conftest import make_mail
from tests.mail.pauses import is_paused
from tests.mail.returned.shapes import report
from tests.sink import Sink

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"


@pytest.mark.usefixtures("comes_back")
def test_a_mail_leaves_with_an_address_of_its_own_on_its_envelope(sink: Sink, at: datetime) -> None:
    mails = [make_mail(key) for key in ("1", "2")]

    for mail in mails:
        deliver(mail.pk, at=at)

    back = [return_address(mail) for mail in mails]
    assert len(set(back)) == 2
    assert sink.envelopes == [(address, ANA) for address in back]
    assert ["".join(str(one["CFBL-Address"]).split()) for one in sink.mails] == [f"{one};report=arf" for one in back]
    assert ["hello@" in one["From"] and "reply" not in one["From"] for one in sink.mails] == [True, True]


def test_elsewhere_it_leaves_as_ever(sink: Sink, at: datetime, settings: Settings) -> None:
    settings.INBOUND_ADDRESS = "reply@in.example.org"

    deliver(make_mail().pk, at=at)

    assert sink.envelopes == [(settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip(">"), ANA)]
    assert "CFBL-Address" not in sink.mails[0]


@pytest.mark.usefixtures("comes_back")
def test_from_the_server_and_back(sink: Sink, at: datetime) -> None:
    """The report goes to whom the envelope named, as it was on the wire."""
    mail = make_mail()
    deliver(mail.pk, at=at)
    mail.refresh_from_db()

    receive(report("postfix_unknown", mail, address=sink.envelopes[0][0]), at=at)

    second = make_mail("2")
    deliver(second.pk, at=at)
    second.refresh_from_db()
    assert (second.state, len(sink.mails)) == ("dropped", 1)


@pytest.mark.parametrize(
    ("answer", "state", "paused"),
    [
        ("550 5.1.1 User unknown", "bounced", True),
        ("553 no such user", "bounced", True),
        ("550 5.7.1 no such user in a list of ours", "bounced", False),
        ("554 5.7.1 your host is blocked", "bounced", False),
        ("550 5.2.2 over quota", "bounced", False),
        ("550 no", "bounced", False),
        ("450 4.1.1 User unknown, for now", "queued", False),
        ("421 4.1.1 User unknown, good bye", "queued", False),
    ],
)
def test_what_the_server_says_of_the_address_pauses_it_and_nothing_else_does(
    answer: str, state: str, paused: bool, sink: Sink, at: datetime
) -> None:
    sink.rules["example.org"] = Sink.rule(rcpt=answer)
    mail = make_mail()

    deliver(mail.pk, at=at)

    mail.refresh_from_db()
    assert (mail.state, is_paused(ANA)) == (state, paused)


@pytest.mark.parametrize("answer", ["550 5.1.1 User unknown", "554 5.7.1 spam", "550 no such user"])
def test_what_it_says_of_the_text_is_about_the_text(answer: str, sink: Sink, at: datetime) -> None:
    sink.answer = answer
    mail = make_mail()

    deliver(mail.pk, at=at)

    mail.refresh_from_db()
    assert (mail.state, is_paused(ANA)) == ("bounced", False)


def test_an_address_that_no_envelope_takes_is_not_paused(sink: Sink, at: datetime) -> None:
    mail = make_mail(address="a@xn--é.org")

    deliver(mail.pk, at=at)

    assert not PausedAddress.objects.exists()


def test_asking_costs_one_query(sink: Sink, at: datetime) -> None:
    mail = make_mail()

    with CaptureQueriesContext(connection) as queries:
        deliver(mail.pk, at=at)

    assert len([one for one in queries if "mail_pausedaddress" in one["sql"]]) == 1


@pytest.mark.parametrize("error", [AnymailRecipientsRefused, AnymailInvalidAddress])
def test_a_providers_refusal_may_be_about_the_sender(
    error: type[Exception], sink: Sink, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise error("550 5.1.1 User unknown")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    mail = make_mail()

    deliver(mail.pk, at=at)

    mail.refresh_from_db()
    assert (mail.state, mail.reason, is_paused(ANA)) == ("bounced", "refused by the provider", False)
