from datetime import datetime

import pytest
from pytest_django import Settings

from apps.mail.models import OutboxMail
from tests.mail.conftest import make_mail
from tests.mail.returned.shapes import INBOUND


@pytest.fixture
def comes_back(settings: Settings) -> None:
    settings.INBOUND_ADDRESS, settings.INBOUND_SECRET, settings.INBOUND_RETURNS = INBOUND, "s" * 50, True


@pytest.fixture
def sent(comes_back: None, db: None, at: datetime) -> OutboxMail:
    return was_sent("1", at=at)


def was_sent(key: str, *, at: datetime, address: str = "ana@elsewhere.example") -> OutboxMail:
    mail = make_mail(key, address=address)
    OutboxMail.objects.filter(pk=mail.pk).update(state="sent", settled_at=at, due_at=at, payload={})
    mail.refresh_from_db()
    return mail
