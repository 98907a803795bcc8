import pytest
from django.core.cache import cache
from django.test import Client

from apps.profiles.models import User
from tests.factories import make_user


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def olga(db: None) -> User:
    """The operator."""
    user = make_user("Olga", email="olga@example.org")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def carol(db: None) -> User:
    """In whose name people are invited."""
    return make_user("Carol", email="carol@example.org")


@pytest.fixture
def staff(olga: User) -> Client:
    """The operator's browser."""
    return signed_in(olga)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
