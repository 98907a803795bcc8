import pytest

from apps.circles.models import Circle
from apps.profiles.models import User
from tests.factories import make_user
from tests.matching.scenes import crowd, golden_pair, refreshed_circle


@pytest.fixture
def carol() -> User:
    return make_user("Carol", time_zone="America/New_York")


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(carol: User, pair: tuple[User, User]) -> Circle:
    return refreshed_circle("marketing", [*pair, *crowd(12)], curator=carol)
