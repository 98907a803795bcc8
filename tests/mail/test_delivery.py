"""What goes wrong between us and the mail server, and whom it concerns."""

import smtplib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone
from pytest_django import Settings

from apps.mail import composers
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail, TroubledDomain
from apps.mail.outbox import deliver
from apps.mail.tasks import deliver_batch
from tests.faults.test_silent_servers import silent
from tests.mail.conftest import make_mail
from tests.sink import Sink, free_port

pytestmark = pytest.mark.django_db
UNWRITABLE = "a@xn--é.org"  # a form takes it for an address


def found() -> list[tuple[str, str]]:
    return list(OutboxMail.objects.order_by("pk").values_list("state", "reason"))


def test_an_address_that_no_envelope_takes_bounces_and_the_next_mail_leaves(sink: Sink) -> None:
    make_mail("1", address=UNWRITABLE)
    make_mail("2")

    deliver_batch(OutboxMail.Lane.QUICK)

    assert found() == [("bounced", "cannot be put into an envelope: UnicodeError"), ("sent", "")]
    assert OutboxMail.objects.get(key="1").payload == {}


def test_a_mail_that_cannot_be_addressed_is_never_attempted(
    sink: Sink, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves: list[str] = []
    move_to = OutboxMail.move_to

    def noting(mail: OutboxMail, state: str, *also: str) -> OutboxMail:
        moves.append(state)
        return move_to(mail, state, *also)

    monkeypatch.setattr(OutboxMail, "move_to", noting)

    deliver(make_mail(address=UNWRITABLE).pk, at=at)

    assert moves == ["bounced"]


@pytest.mark.parametrize(
    "composed",
    [Composed("A\nBcc: all@example.org", "Hello"), Composed("A note", "\ud800"), Composed("\ud800", "Hello")],
)
def test_a_mail_that_cannot_be_put_into_bytes_bounces(composed: Composed, sink: Sink, at: datetime) -> None:
    composers.register("broken", lambda mail, at: composed)

    deliver(make_mail(purpose="broken").pk, at=at)

    assert (found()[0][0], sink.mails) == ("bounced", [])


@pytest.mark.parametrize("name", ['"Foo, Bar" <hello@example.org>', "Bär <hello@example.org>"])
def test_a_site_may_be_called_anything(name: str, sink: Sink, settings: Settings, at: datetime) -> None:
    settings.DEFAULT_FROM_EMAIL = name

    deliver(make_mail().pk, at=at)

    assert str(sink.mails[0]["From"]) == name


@pytest.mark.parametrize("error", [RuntimeError("a bug in it"), TypeError("ana@example.org")])
def test_a_backend_that_fails_in_its_own_way_leaves_one_mail_uncertain_and_rests(
    error: Exception, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = EmailBackend.send_messages

    def fail_once(backend: EmailBackend, messages: Any) -> int:
        monkeypatch.setattr(EmailBackend, "send_messages", send)
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", fail_once)
    make_mail("1")
    make_mail("2")

    deliver_batch(OutboxMail.Lane.QUICK)

    assert found() == [("uncertain", type(error).__name__), ("queued", "")]
    TroubledDomain.objects.update(rests_until=timezone.now())
    deliver_batch(OutboxMail.Lane.QUICK)
    assert (found()[1], TroubledDomain.objects.exists()) == (("sent", ""), False)


def test_an_address_that_the_provider_cannot_read_bounces(
    mail: OutboxMail, sink: Sink, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(backend: EmailBackend, messages: Any) -> int:
        raise AnymailInvalidAddress("ana@example.org")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    deliver(mail.pk, at=at)

    assert found() == [("bounced", "refused by the provider")]


def amazon(status: int) -> AnymailAPIError:
    return AnymailAPIError(response={"ResponseMetadata": {"HTTPStatusCode": status}})


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (AnymailSerializationError(), "queued"),
        (AnymailUnsupportedFeature(), "queued"),
        (AnymailError(), "queued"),
        (AnymailAPIError(), "uncertain"),
        (amazon(200), "uncertain"),
        (amazon(400), "queued"),
        (amazon(503), "queued"),
        (amazon(500), "uncertain"),
    ],
)
def test_a_provider_is_asked_again_only_where_it_cannot_have_the_mail(
    error: AnymailError, state: str, mail: OutboxMail, sink: Sink, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(backend: EmailBackend, messages: Any) -> int:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", fail)

    deliver(mail.pk, at=at)

    assert found() == [(state, type(error).__name__)]


def provider_at(port: int, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    settings.ANYMAIL = {"MAILGUN_API_KEY": "k", "MAILGUN_API_URL": f"http://127.0.0.1:{port}"}
    settings.ANYMAIL |= {"REQUESTS_TIMEOUT": 0.3, "MAILGUN_SENDER_DOMAIN": "example.org"}


def test_a_provider_that_takes_the_mail_and_says_nothing_leaves_it_uncertain(
    mail: OutboxMail, sink: Sink, settings: Settings, at: datetime
) -> None:
    with silent() as server:
        provider_at(server.port, settings)

        deliver(mail.pk, at=at)

    assert found() == [("uncertain", "AnymailRequestsAPIError")]


def test_a_provider_that_is_not_reached_gets_the_mail_later(
    mail: OutboxMail, sink: Sink, settings: Settings, at: datetime
) -> None:
    provider_at(free_port(), settings)

    deliver(mail.pk, at=at)

    assert found() == [("queued", "AnymailRequestsAPIError")]


def test_a_backend_that_cannot_be_set_up_leaves_the_mail_waiting(
    mail: OutboxMail, sink: Sink, settings: Settings, at: datetime
) -> None:
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = True

    with pytest.raises(ValueError, match="mutually exclusive"):
        deliver(mail.pk, at=at)

    assert found() == [("queued", "")]


def close_silently(line: smtplib.SMTP) -> None:
    """As a server does that has waited long enough."""
    assert line.sock is not None
    line.sock.shutdown(2)


def say_goodbye(line: smtplib.SMTP) -> None:
    """The server answers the next command with: 421 closing."""
    line.docmd("QUIT")


@pytest.mark.parametrize("end", [close_silently, say_goodbye])
def test_a_line_that_was_closed_between_two_mails_loses_neither(
    end: Callable[[smtplib.SMTP], None], sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = EmailBackend.send_messages

    def send_and_end(backend: EmailBackend, messages: Any) -> int:
        count = send(backend, messages)
        assert backend.connection is not None
        end(backend.connection)
        return int(count)

    monkeypatch.setattr(EmailBackend, "send_messages", send_and_end)
    for number in range(3):
        make_mail(str(number))

    deliver_batch(OutboxMail.Lane.QUICK)

    assert found() == [("sent", "")] * 3
    assert len(sink.mails) == 3


def test_a_farewell_that_fails_changes_nothing(
    mail: OutboxMail, sink: Sink, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = EmailBackend.close

    def fail(backend: EmailBackend) -> None:
        close(backend)
        raise smtplib.SMTPResponseException(500, b"Line too long")

    monkeypatch.setattr(EmailBackend, "close", fail)

    deliver(mail.pk, at=at)

    assert found() == [("sent", "")]
