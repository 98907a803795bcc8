from datetime import datetime

import pytest

from apps.circles.models import Circle, Held
from apps.circles.services import holding
from apps.profiles.models import User
from tests.factories import join, make_circle, make_user


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


@pytest.fixture
def namesake() -> User:
    """Called like Mina, who is in the circle, to the eye."""
    return make_user("MINA  Ok\u0430for")


@pytest.fixture
def held(circle: Circle, namesake: User, at: datetime) -> Held:
    membership = join(circle, namesake, at=at, welcome_step=2)
    return holding.hold(membership, formerly="", at=at)
