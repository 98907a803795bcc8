import pytest

from apps.circles.models import Circle
from apps.profiles.models import User
from tests.factories import make_circle, make_user


@pytest.fixture
def carol(db: None) -> User:
    return make_user("Carol Curator")


@pytest.fixture
def mina(db: None) -> User:
    return make_user("Mina Park")


@pytest.fixture
def jonas(db: None) -> User:
    return make_user("Jonas Weber")


@pytest.fixture
def cleo(db: None) -> User:
    return make_user("Cleo Third")


@pytest.fixture
def circle(carol: User, mina: User, jonas: User, cleo: User) -> Circle:
    """Kept by Carol."""
    return make_circle("marketing", curator=carol, members=[mina, jonas, cleo])
