from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from pytest_django import Settings

from apps.profiles.models import User
from tests.factories import make_user
from tests.profiles.towns import laid_out


@pytest.fixture
def mina(db: None) -> User:
    return make_user("Mina Park", headline="Reads streets")


@pytest.fixture
def tom(db: None) -> User:
    return make_user("Tom Bailey")


@pytest.fixture
def client(mina: User) -> Client:
    """Mina's browser."""
    return signed_in(mina)


def signed_in(user: User, user_agent: str = "") -> Client:
    """A browser in which somebody is signed in, noted as allauth notes it."""
    client = Client(headers={"user-agent": user_agent})
    client.force_login(user)
    key = client.session.session_key
    UserSession.objects.create(user=user, session_key=key, ip="192.0.2.1", user_agent=user_agent)
    return client


@pytest.fixture
def towns(settings: Settings, tmp_path: Path) -> Path:
    """A few, looked up in this test."""
    return laid_out(settings, tmp_path)
