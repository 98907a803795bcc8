import pytest
from django.test import Client

from apps.circles.models import Circle
from apps.matching.models import Suggestion
from apps.profiles.models import User
from tests.matching.saying import mailed_to
from tests.matching.scenes import crowd, golden_pair, refreshed_circle


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)])


@pytest.fixture
def suggestion(circle: Circle, pair: tuple[User, User]) -> Suggestion:
    return mailed_to(pair)


@pytest.fixture
def client() -> Client:
    """Of a mail program: signed in nowhere, and without a cookie."""
    return Client(enforce_csrf_checks=True)
