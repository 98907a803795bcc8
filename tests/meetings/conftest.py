from datetime import datetime

import pytest
from pytest_django import Settings

from apps.circles.models import Circle
from apps.meetings.forwarding_mails import address_of
from apps.meetings.services.forwarding import renew_address
from apps.profiles.models import User
from tests.factories import make_circle, make_user


@pytest.fixture
def mina(db: None) -> User:
    return make_user("Mina Park")


@pytest.fixture
def justin(db: None) -> User:
    return make_user("Justin Lee")


@pytest.fixture
def circle(mina: User, justin: User) -> Circle:
    return make_circle("marketing", members=[mina, justin])


@pytest.fixture
def _takes_mail(settings: Settings) -> None:
    settings.INBOUND_ADDRESS = "reply@in.example.org"


@pytest.fixture
def address(mina: User, at: datetime) -> str:
    renew_address(mina, at=at)
    return address_of(mina)
