"""What has happened in the invented circles: who knows whom, introductions that were made, and one that waits."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from apps.circles.models import Circle, Membership, Role
from apps.introductions.demo.lately import meet_again, tell_lately
from apps.introductions.demo.made import make
from apps.introductions.eligibility import known_pairs, pair
from apps.introductions.models import Connection, Message
from apps.introductions.services.introducing import introduce
from apps.profiles.models import User

NOTES = [
    "You two think about the same streets.",
    "An hour, a table, and you will have something to show each other.",
    "Neither of you would ask, so I do.",
    "You have both mended the same thing, in different towns.",
]
LINES = [
    "So you are the one with the bees.",
    "I have heard that name before. Thursday?",
    "Tell me about the boat first.",
]


def tell(users: dict[str, User], circles: dict[str, Circle], *, at: datetime, rng: Random) -> None:
    members: dict[int, list[int]] = {}
    keepers: dict[int, int] = {}
    for row in Membership.objects.order_by("circle_id", "user_id"):
        members.setdefault(row.circle_id, []).append(row.user_id)
        if row.role == Role.CURATOR:
            keepers[row.circle_id] = row.user_id
    story = {users[name].pk for name in ("Mina Roth", "Jonas Weber", "Ana Kovač", "Lena Ortiz", "Ada Roos")}
    for circle in circles.values():
        here = [i for i in members[circle.pk] if i not in story and i != keepers[circle.pk]]
        _acquaintances(circle, here, at, rng)
        for _count in range(4):
            _made(circle, keepers[circle.pk], rng.sample(here, 2), at - timedelta(days=rng.randint(12, 150)), rng)
    _between_old_friends(users, circles["marketing"], at)
    tell_lately(users, circles["marketing"], at=at)
    meet_again(users, at=at)
    note = "Mina, Ana: one of you writes for walls, the other still casts type. I would like to read what comes of it."
    introduce(circles["marketing"], [users["Mina Roth"], users["Ana Kovač"]], by=users["David Stern"], note=note, at=at)


def _acquaintances(circle: Circle, people: list[int], at: datetime, rng: Random) -> None:
    """A few who know each other already, in small groups, as people do."""
    rows = {}
    for _group in range(len(people) // 8):
        group = rng.sample(people, 3)
        for one, other in pairwise(group):
            rows[pair(one, other)] = circle
    Connection.objects.bulk_create(
        [
            Connection(low_id=low, high_id=high, circle=circle, origin=Connection.Origin.ACQUAINTANCE, since=at)
            for low, high in sorted(rows)
        ],
        ignore_conflicts=True,
    )


def _made(circle: Circle, keeper: int, people: list[int], asked: datetime, rng: Random) -> None:
    if known_pairs(people):
        return
    conversation = make(circle, keeper, people, note=rng.choice(NOTES), asked=asked, read=timedelta(days=9))
    said = conversation.opened_at + timedelta(hours=5)
    Message.objects.create(conversation=conversation, author_id=people[0], body=rng.choice(LINES), sent_at=said)


def _between_old_friends(users: dict[str, User], circle: Circle, at: datetime) -> None:
    """David met Mina long ago; it is how she came into his circle."""
    low, high = pair(users["David Stern"].pk, users["Mina Roth"].pk)
    Connection.objects.create(
        low_id=low, high_id=high, circle=circle, origin=Connection.Origin.ACQUAINTANCE, since=at - timedelta(days=170)
    )
