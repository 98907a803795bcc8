"""Worlds drawn from numbers: people, what they say and to whom, who knows whom, and what they change."""

from dataclasses import dataclass
from random import Random

from apps.circles.models import Circle, FactException, Membership
from apps.circles.models.circle import SeenBy
from apps.profiles.models import Block, ProfileTrait, Reach, TraitKind, User, Visibility
from apps.profiles.services.linking import put_under
from tests.factories import AT, add_trait, connect, make_circle, make_topic, make_user

KINDS = ("interest", "interest", "interest", "employer", "language", "seeks", "offers", "health")
SENSITIVE = {TraitKind.HEALTH, TraitKind.FAITH, TraitKind.SEXUALITY, TraitKind.UNION}


@dataclass
class World:
    people: list[User]
    circles: list[Circle]
    lot: Random


def drawn(number: int) -> World:
    """Forty people in three circles, one of which shows its members to nobody."""
    lot = Random(number)
    for narrow, broad in ((1, 0), (3, 2), (5, 4)):
        above = make_topic("interest", f"interest {broad}", approved=True)
        put_under(make_topic("interest", f"interest {narrow}"), above)
    people = [make_user(f"Person {number}-{index}", may_be_named=lot.random() < 0.5) for index in range(40)]
    circles = [
        make_circle(f"all-{number}", members=people),
        make_circle(f"some-{number}", members=people[:25]),
        make_circle(f"closed-{number}", members=people[15:], members_seen_by=SeenBy.CURATORS),
    ]
    for user in people:
        for _ in range(lot.randint(2, 8)):
            kind, topic = lot.choice(KINDS), lot.randrange(12)
            name = f"{'help' if kind in ('seeks', 'offers') else kind} {topic}"
            if not user.traits.filter(kind=kind, topic__name=name).exists():
                _restrict(add_trait(user, kind, name), circles, lot)
    for one, other in {tuple(sorted(lot.sample(range(25), 2))) for _ in range(50)}:
        connect(people[one], people[other], circle=lot.choice(circles[:2]))
    return World(people, circles, lot)


def _restrict(fact: ProfileTrait, circles: list[Circle], lot: Random) -> None:
    fact.visibility = lot.choice([Visibility.CIRCLE_MATES] * 6 + [Visibility.INTRODUCED, Visibility.HIDDEN])
    fact.reach = lot.choice([Reach.ALL] * 4 + [Reach.EXCEPT, Reach.ONLY])
    fact.may_match = fact.kind in SENSITIVE and lot.random() < 0.5
    fact.save()
    if fact.reach != Reach.ALL:
        for circle in lot.sample(circles, lot.randint(1, 2)):
            FactException.objects.get_or_create(trait=fact, circle=circle)


def change_since(world: World) -> None:
    """What people do between the night and the reading."""
    lot = world.lot
    for fact in ProfileTrait.objects.filter(user__in=world.people).order_by("pk"):
        if lot.random() < 0.15:
            _restrict(fact, world.circles, lot)
    for _ in range(25):
        one, other = lot.sample(world.people, 2)
        Block.objects.get_or_create(blocker=one, blocked=other, defaults={"since": AT})
    for user in lot.sample(world.people, 3):
        Membership.objects.filter(user=user, circle=lot.choice(world.circles)).delete()
