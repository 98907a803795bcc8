"""A bench with something on it."""

import pytest
from django.utils import timezone

from apps.circles.models import Circle
from apps.introductions.services.introducing import introduce
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.models import User
from tests.factories import join, make_user
from tests.matching.scenes import LATER, crowd, golden_pair, refreshed_circle


@pytest.fixture
def carol() -> User:
    return make_user("Carol", time_zone="America/New_York")


@pytest.fixture
def pair() -> tuple[User, User]:
    return golden_pair()


@pytest.fixture
def circle(carol: User, pair: tuple[User, User]) -> Circle:
    """With everything on its bench: a proposal, a newcomer, somebody introduced before."""
    una, ana = make_user("Una"), make_user("Ana")
    circle = refreshed_circle("marketing", [*pair, ana, *crowd(12)], curator=carol)
    join(circle, una, at=timezone.now())
    introduce(circle, [pair[0], ana], by=carol, note="Meet.", at=timezone.now())
    refresh_circle(circle.pk, at=LATER)
    return circle
