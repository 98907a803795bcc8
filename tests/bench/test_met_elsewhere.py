"""Who has met in another circle is for the two to tell: the bench stands as if they had not."""

from datetime import datetime, timedelta

import pytest

from apps.bench.alone import look_around
from apps.bench.proposals import find
from apps.circles.models import Circle
from apps.matching.services.refreshing import refresh_circle
from apps.matching.statistics import statistics_now
from apps.profiles.models import User
from tests.factories import add_trait, connect, make_circle, make_user
from tests.matching.scenes import crowd

pytestmark = pytest.mark.django_db


def proposed(circle: Circle, curator: User, at: datetime) -> list[tuple[str, str]]:
    room = look_around(circle, curator=curator, at=at)
    found = find(circle, curator=curator, room=room, today=at.date())
    return [(one.profile.name, other.profile.name) for one, other, _ in found.pairs]


def test_a_pair_that_met_elsewhere_stays_where_it_stood(at: datetime) -> None:
    """Four twos who share something each; everybody knows somebody here, so that nobody stands alone."""
    carol, people = make_user("Carol"), [make_user(f"P{number}") for number in range(12)]
    circle = make_circle("here", curator=carol, members=[*people, *crowd(20)])
    for number in range(8):
        add_trait(people[number], "interest", f"#t{number // 2}")
        connect(people[number], people[8 + number % 4], circle=circle)
    statistics = statistics_now()
    refresh_circle(circle.pk, at=at, statistics=statistics)
    before = proposed(circle, carol, at)

    connect(people[6], people[7], circle=make_circle("elsewhere", members=people[6:8]))
    refresh_circle(circle.pk, at=at + timedelta(hours=1), statistics=statistics)

    assert proposed(circle, carol, at) == before
    assert ("P6", "P7") in before
