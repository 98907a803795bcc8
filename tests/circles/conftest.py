import pytest

from apps.circles.models import Circle
from apps.profiles.models import User
from tests.factories import make_circle, make_user


@pytest.fixture
def david(db: None) -> User:
    return make_user("David Smith")


@pytest.fixture
def mina(db: None) -> User:
    return make_user("Mina Okafor", headline="Draws maps")


@pytest.fixture
def circle(david: User, mina: User) -> Circle:
    """Kept by David, with Mina in it."""
    return make_circle("marketing", curator=david, members=[mina], purpose="Ads that people stop for")
