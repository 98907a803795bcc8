from collections.abc import Iterator
from datetime import datetime

import pytest
from pytest_django import Settings

from apps.mail import composers, shares
from apps.mail.composers import Composed
from apps.mail.models import OutboxMail
from tests.factories import AT
from tests.sink import Sink, running_sink

SMTP = "apps.mail.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def _composers(monkeypatch: pytest.MonkeyPatch) -> None:
    """`note` writes what its payload alone says, `silence` nothing."""
    monkeypatch.setattr(composers, "_composers", {})
    monkeypatch.setattr(composers, "_together", {})
    monkeypatch.setattr(composers, "_asked_for", set())
    monkeypatch.setattr(composers, "_secret", set())
    composers.register("note", _compose_note, secret=True)
    composers.register("silence", lambda mail, at: None)


def _compose_note(mail: OutboxMail, at: datetime) -> Composed:
    return Composed("A note", mail.payload["text"], "<p>Hello</p>", {"X-Kind": "note"})


@pytest.fixture(autouse=True)
def _free(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker took for tries in another test is no debt here."""
    monkeypatch.setattr(shares, "_free_at", 0.0)


@pytest.fixture
def mail(db: None) -> OutboxMail:
    """Due now."""
    return make_mail()


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """Mails go out, to here."""
    with running_sink() as sink:
        settings.MAIL_KEPT, settings.EMAIL_BACKEND = False, SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_TIMEOUT = 10
        yield sink


def make_mail(key: str = "1", *, purpose: str = "note", address: str = "ana@example.org") -> OutboxMail:
    payload = {"text": f"Secret {key}"}
    return OutboxMail.objects.create(purpose=purpose, key=key, address=address, payload=payload, due_at=AT)
