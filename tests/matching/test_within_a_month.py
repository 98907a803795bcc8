"""Nobody is silently dropped: whoever has somebody above the threshold gets somebody within four weekly digests."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np
import pytest

from apps.circles.models import Membership
from apps.matching.models import Candidate
from apps.matching.services.refreshing import refresh_circle
from apps.matching.suggesting import show, suggestions_for_many
from apps.profiles.models import ProfileTrait, User
from tests.factories import make_circle, make_topic
from tests.matching.scenes import crowd

pytestmark = pytest.mark.django_db
WEEKS = 4


def weekly(people: list[User], at: datetime) -> Counter[int]:
    """How many new people each got, by four digests."""
    came = dict[int, set[int]]()
    for week in range(WEEKS):
        now = at + timedelta(weeks=week)
        for user_id, cards in suggestions_for_many(people, at=now).items():
            show(cards, next(user for user in people if user.pk == user_id), "digest", now)
            came.setdefault(user_id, set()).update(card.person.pk for card in cards)
    return Counter({user_id: len(found) for user_id, found in came.items()})


def with_somebody() -> set[int]:
    pairs = Candidate.objects.current().values_list("low_id", "high_id")
    return {user_id for pair in pairs for user_id in pair}


def give(people: Iterable[User], interest: str) -> None:
    topic = make_topic("interest", interest)
    ProfileTrait.objects.bulk_create(ProfileTrait(user=user, kind="interest", topic=topic) for user in people)


def gather(tag: str, people: Iterable[User], at: datetime) -> None:
    circle = make_circle(tag, at=at)
    Membership.objects.bulk_create(Membership(circle=circle, user=user, joined_at=at) for user in people)
    refresh_circle(circle.pk, at=at)


@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_with_somebody_gets_somebody(at: datetime, seed: int) -> None:
    """Interests as in the world: few that many have, many that few have; most people are in two circles."""
    rng, people = np.random.default_rng(seed), crowd(90)
    for rank in range(40):
        give([user for user in people if rng.random() < 0.4 / (1 + rank)], f"#zipf{rank}")
    for number in range(6):
        gather(f"circle{number}", [people[i] for i in rng.choice(len(people), 30, replace=False)], at)
    expected = with_somebody()

    got = weekly(people, at + timedelta(weeks=10))

    assert len(expected) > 40
    assert expected - got.keys() == set() == {user_id for user_id in expected if not got[user_id]}


def test_where_all_have_the_same_one_only_each_still_gets_her(at: datetime) -> None:
    """Twenty people who share nothing but each an interest with one: she is shown to all, and sees the best."""
    people = crowd(21)
    for number, user in enumerate(people[1:]):
        give([people[0], user], f"#only-they-{number}")
    gather("star", [*people, *crowd(40)], at)

    got = weekly(people, at + timedelta(weeks=10))

    assert with_somebody() == {user.pk for user in people}
    assert min(got[user.pk] for user in people) >= 1
