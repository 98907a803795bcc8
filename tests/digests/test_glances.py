"""A glance at many tells of each thing that may wait where one keeps a circle, and of none where nothing does."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.circles.models import Circle, Draft, Held, JoinRequest
from apps.circles.waiting import waiting_for
from apps.digests.glances import glance_at
from apps.introductions.pitches import pitches_waiting
from apps.profiles.models import User
from tests.factories import join, make_circle, make_user
from tests.introductions.pitches.scenes import make_market

pytestmark = pytest.mark.django_db
Put = Callable[[Circle, User, datetime], object]


def _asks_to_join(circle: Circle, _curator: User, at: datetime) -> None:
    JoinRequest.objects.create(circle=circle, user=make_user("Jo"), asked_at=at)


def _looks_like_another(circle: Circle, _curator: User, at: datetime) -> None:
    join(circle, make_user("Ana Berg"), at=at)
    Held.objects.create(circle=circle, user=make_user("Ana Berg"), joined_at=at, since=at)


def _wrote_a_list(circle: Circle, curator: User, at: datetime) -> None:
    Draft.objects.create(circle=circle, curator=curator, name="Ana", sentence="You sing.", position=1, created_at=at)


@pytest.mark.parametrize("put", [_asks_to_join, _looks_like_another, _wrote_a_list])
def test_what_waits_where_one_keeps_is_seen_at_a_glance(put: Put, at: datetime) -> None:
    carol, dora = make_user("Carol"), make_user("Dora")
    here, there = make_circle("here", curator=carol, at=at), make_circle("there", curator=dora, at=at)
    join(there, carol, at=at - timedelta(days=100))

    put(here, carol, at)

    assert waiting_for(carol, at=at)
    glances = glance_at([carol.pk, dora.pk], at)
    assert (glances[carol.pk].waiting, glances[dora.pk].waiting) == (True, False)


def test_a_reported_pitch_is_seen_at_a_glance(at: datetime) -> None:
    market = make_market(at=at)
    before = glance_at([market.carol.pk], at)[market.carol.pk].waiting

    market.report(market.mina)

    carol = market.carol
    assert pitches_waiting(carol, carol.memberships.all())
    glances = glance_at([carol.pk, market.mina.pk], at)
    assert (before, glances[carol.pk].waiting, glances[market.mina.pk].waiting) == (False, True, False)
