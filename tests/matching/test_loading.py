"""Many circles read at once are what the funnels say of each."""

import random
from datetime import datetime

import numpy as np
import pytest

from apps.circles.models import Circle, FactException, Membership, open_in
from apps.introductions.models import Connection
from apps.matching.engine import CircleFacts, Kind
from apps.matching.loading import circle_facts, circles_facts
from apps.matching.statistics import statistics_now
from apps.profiles.models import ProfileTrait, Reach, User, Visibility
from tests.factories import AT, add_trait, connect, join, make_circle, make_user
from tests.matching.scenes import FOREST_HILLS

pytestmark = pytest.mark.django_db

KINDS = ("interest", "school", "health", "seeks", "offers")


@pytest.fixture
def circles() -> list[Circle]:
    """A dozen people in five circles, with facts of every visibility and reach, and acquaintances of every origin."""
    chance = random.Random(7)
    people = [make_user(f"P{number}") for number in range(12)]
    circles = [make_circle(f"c{number}", curator=people[number]) for number in range(5)]
    for circle in circles:
        for user in chance.sample(people, 6):
            if not circle.memberships.filter(user=user).exists():
                join(circle, user)
    for user in people:
        for number in range(8):
            _fact(chance, user, number, circles)
    for _ in range(25):
        low, high = sorted(chance.sample(people, 2), key=lambda user: user.pk)
        if not Connection.objects.filter(low=low, high=high).exists():
            connect(low, high, circle=chance.choice([None, *circles]))
    User.objects.filter(pk=people[10].pk).update(is_active=False)
    User.objects.filter(pk=people[11].pk).update(suspended_at=AT)
    return circles


def _fact(chance: random.Random, user: User, number: int, circles: list[Circle]) -> None:
    kind = chance.choice(KINDS)
    fact = add_trait(user, kind, f"t{chance.randrange(12)}x{number}", visibility=chance.choice(list(Visibility)))
    reach, may_match = chance.choice(list(Reach)), kind == "health" and chance.random() < 0.5
    ProfileTrait.objects.filter(pk=fact.pk).update(
        reach=reach, may_match=may_match, year_from=chance.choice([None, 1999])
    )
    for circle in chance.sample(circles, 2):
        FactException.objects.create(trait=fact, circle=circle)


def test_facts_are_those_that_are_open_in_each_circle(circles: list[Circle]) -> None:
    ids = [circle.pk for circle in circles]
    found = circles_facts(ids, statistics_now())

    seen = set(zip(np.array(ids)[found.circle_of[found.owners]].tolist(), found.trait_ids.tolist(), strict=True))
    assert len(seen) == len(found.trait_ids)
    assert seen == {
        (circle_id, pk)
        for circle_id in ids
        for pk in open_in(ProfileTrait.objects.matched(), circle_id)
        .filter(user__in=_present(circle_id))
        .values_list("pk", flat=True)
    }
    everything = ProfileTrait.objects.in_bulk(found.trait_ids.tolist())
    for at, pk in enumerate(found.trait_ids.tolist()):
        fact = everything[pk]
        owner, kind = found.members[found.owners[at]], Kind(found.kinds[at]).name.lower()
        years = found.year_from[at] or None
        assert (fact.user_id, fact.topic_id, fact.kind, fact.year_from) == (owner, found.topics[at], kind, years)
    assert len({fact.reach for fact in everything.values()}) == 3


def test_who_knows_whom_is_as_told_in_each_circle(circles: list[Circle]) -> None:
    ids = [circle.pk for circle in circles]
    found = circles_facts(ids, statistics_now())

    for name in ("excluded", "beside"):
        assert len(getattr(found, name)), name
    for number, circle_id in enumerate(ids):
        inside = _present(circle_id)
        known = Connection.objects.filter(low__in=inside, high__in=inside)
        told = set(known.told_in(circle_id).values_list("low_id", "high_id"))
        assert _pairs(found, "excluded", number) == told
        assert _pairs(found, "beside", number) == set(known.values_list("low_id", "high_id")) - told
        kept = set(Membership.objects.curators().filter(circle=circle_id).values_list("user_id", flat=True))
        two = set(known.of_two().values_list("low_id", "high_id"))
        assert _pairs(found, "ties", number) == {pair for pair in two if not kept & set(pair)}


def test_many_circles_are_as_each_alone(circles: list[Circle], at: datetime) -> None:
    statistics = statistics_now()
    found = circles_facts([circle.pk for circle in circles], statistics)

    for number, circle in enumerate(circles):
        alone = circle_facts(circle.pk, statistics)
        here = found.circle_of == number
        assert found.members[here].tolist() == alone.members.tolist()
        for name in ("ties", "excluded", "beside"):
            assert _pairs(found, name, number) == _pairs(alone, name, 0)
        chosen = here[found.owners]
        for name in ("trait_ids", "holders", "kinds"):
            assert sorted(getattr(found, name)[chosen].tolist()) == sorted(getattr(alone, name).tolist())


def test_what_is_looked_up_person_by_person_is_the_same(circles: list[Circle]) -> None:
    """But for where facts are for which that does not matter."""
    add_trait(circles[0].memberships.earliest("pk").user, "school", "Forest Hills High School", at_place=FOREST_HILLS)
    ids, statistics = [circle.pk for circle in circles], statistics_now()

    found = circles_facts(ids, statistics, are_few=True)

    read = circles_facts(ids, statistics)
    assert np.isfinite(found.latitude).any()
    for name in ("members", "circles", "ties", "excluded", "beside"):
        assert sorted(getattr(found, name).tolist()) == sorted(getattr(read, name).tolist())
    one, other = (
        sorted(zip(*map(np.ndarray.tolist, facts.columns().values()), strict=True)) for facts in (found, read)
    )
    assert str(one) == str(other)  # nan is not nan


def _present(circle_id: int) -> set[int]:
    here = Membership.objects.filter(circle=circle_id, user__is_active=True, user__suspended_at=None)
    return set(here.values_list("user_id", flat=True))


def _pairs(facts: CircleFacts, name: str, circle: int) -> set[tuple[int, ...]]:
    pairs = getattr(facts, name)
    here = facts.circle_of[pairs[:, 0]] == circle
    return set(map(tuple, facts.members[pairs[here]].tolist()))
