"""Where a story happens: a circle of three to eight people with one or two curators, facts, and people who know each
other already; beside it a crowd, in which what they share is rare."""

import random
from itertools import pairwise

from apps.circles.models import Circle, Role, SeenBy
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.models import User
from tests.factories import AT, add_trait, connect, join, make_circle, make_user
from tests.matching.scenes import crowd
from tests.privacy.twins.world import Town

FACTS = [("interest", f"#fact{number}") for number in range(6)] + [("school", "Lincoln High"), ("employer", "Ropewalk")]
NAMES = ("Ada", "Bo", "Cleo", "Dov", "Eva", "Finn", "Gita", "Hal")
WHO_SEES = ["circle_mates"] * 5 + ["introduced", "hidden"]
LISTS = [SeenBy.MEMBERS, SeenBy.MEMBERS, SeenBy.CURATORS]


def build(dice: random.Random, *, elsewhere: bool) -> Town:
    """`elsewhere`: whether they are in a second circle together, so that something may happen there. In each circle the
    members see each other, or only its curators."""
    members = [_member(name, dice) for name in NAMES[: dice.randint(3, len(NAMES))]]
    # Without facts of their own: whom a curator should meet is a question to them as members.
    curators = [make_user(name) for name in ("Carol", "Kim")[: dice.randint(1, 2)]]
    circle = make_circle("choir", curator=curators[0], members=members, members_seen_by=dice.choice(LISTS))
    for keeper in curators[1:]:
        join(circle, keeper, role=Role.CURATOR)
    other = make_circle("elsewhere", members=members if elsewhere else [], members_seen_by=dice.choice(LISTS))
    make_circle("crowd", members=crowd(16))
    _acquaint(members, circle, dice)
    for one in (circle, other):
        refresh_circle(one.pk, at=AT)
    ids = tuple(user.pk for user in members)
    return Town(ids, tuple(user.pk for user in curators), _member("Zoe", dice).pk, circle.pk, other.pk)


def _member(name: str, dice: random.Random) -> User:
    user = make_user(name, may_be_named=dice.choice([True, False, None]), headline=f"{name} ties knots")
    for kind, fact in dice.sample(FACTS, dice.randint(2, 5)):
        add_trait(user, kind, fact, visibility=dice.choice(WHO_SEES))
    return user


def _acquaint(members: list[User], circle: Circle, dice: random.Random) -> None:
    """Nobody knows the first two, about whom the stories are: what they had before is no secret of theirs."""
    for one, other in pairwise(members[2:]):
        if dice.random() < 0.3:
            connect(one, other, circle=circle)
