from datetime import datetime

import pytest
from django.utils import timezone

from apps.bench.models import Prepared
from apps.bench.services.preparing import prepare
from apps.circles.models import Circle, Invitation
from apps.profiles.models import User
from tests.bench.prepared.scenes import NOTE, invited
from tests.factories import make_circle, make_user


@pytest.fixture
def carol() -> User:
    return make_user("Carol")


@pytest.fixture
def mina() -> User:
    return make_user("Mina Moss")


@pytest.fixture
def circle(carol: User, mina: User) -> Circle:
    return make_circle("maps", curator=carol, members=[mina])


@pytest.fixture
def now() -> datetime:
    """Pages go by the clock."""
    return timezone.now()


@pytest.fixture
def tom(circle: Circle, carol: User, now: datetime) -> Invitation:
    return invited(circle, carol, "tom@example.org", now, "Tom")


@pytest.fixture
def prepared(circle: Circle, carol: User, mina: User, tom: Invitation, now: datetime) -> Prepared:
    return prepare(circle, [mina], [tom], by=carol, note=NOTE, at=now)
