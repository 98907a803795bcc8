import pytest
from django.test import Client

from apps.profiles.models import User
from tests.factories import make_user


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


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
