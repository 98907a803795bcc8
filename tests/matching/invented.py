"""A small network by chance, with facts of every reach and ties of every origin, and what may become of it."""

from random import Random

from apps.circles.models import Circle, FactException, Membership, Role
from apps.introductions.models import Connection
from apps.profiles.models import ProfileTrait, Reach, Topic, User, Visibility
from tests.factories import AT, connect, make_circle, make_topic
from tests.matching.scenes import FOREST_HILLS, RICHMOND_HILL, crowd

KINDS = ("interest", "interest", "school", "seeks", "offers", "health")
_OPEN = [Visibility.CIRCLE_MATES] * 4 + [Visibility.INTRODUCED, Visibility.HIDDEN]
_REACHES = [Reach.ALL] * 4 + [Reach.EXCEPT, Reach.ONLY]


class Invented:
    def __init__(self, chance: Random, people: int = 18, circles: int = 4) -> None:
        self.chance = chance
        self.people = crowd(people)
        self.topics = {kind: self._topics(kind) for kind in KINDS}
        self.circles = [self._circle(number) for number in range(circles)]
        for user in self.people:
            for _ in range(5):
                self.add_fact(user)
        for _ in range(people):
            self.add_tie(*chance.sample(self.people, 2))

    def _topics(self, kind: str) -> list[Topic]:
        vocabulary = "interest" if kind in ("seeks", "offers") else kind
        topics = [make_topic(vocabulary, f"{vocabulary} {number}") for number in range(5)]
        if kind == "school":
            for topic, (latitude, longitude) in zip(topics, (FOREST_HILLS, RICHMOND_HILL), strict=False):
                Topic.objects.filter(pk=topic.pk).update(latitude=latitude, longitude=longitude)
        return topics

    def _circle(self, number: int) -> Circle:
        first, *others = self.chance.sample(self.people, 11)
        circle = make_circle(f"c{number}", curator=first)
        Membership.objects.bulk_create(
            Membership(circle=circle, user=user, joined_at=AT, role=self.chance.choice([Role.MEMBER] * 4 + [*Role]))
            for user in others
        )
        return circle

    def add_fact(self, user: User) -> None:
        kind = self.chance.choice(KINDS)
        reach = self.chance.choice(_REACHES)
        fact, is_new = ProfileTrait.objects.get_or_create(
            user=user, kind=kind, topic=self.chance.choice(self.topics[kind]),
            defaults={"visibility": self.chance.choice(_OPEN), "reach": reach, "may_match": kind == "health",
                      "year_from": self.chance.choice([None, 1999])},
        )  # fmt: skip
        if is_new and reach != Reach.ALL:
            FactException.objects.create(trait=fact, circle=self.chance.choice(self.circles))

    def add_tie(self, one: User, other: User) -> None:
        low, high = sorted((one, other), key=lambda user: user.pk)
        if not Connection.objects.filter(low=low, high=high).exists():
            connect(low, high, circle=self.chance.choice([None, None, *self.circles]))

    def change(self) -> set[int]:
        """Ids of whom it is about."""
        user, other = self.chance.sample(self.people, 2)
        facts = list(user.traits.order_by("pk"))
        what = self.chance.randrange(5)
        if what == 0:
            self.add_tie(user, other)
            return {user.pk, other.pk}
        if what == 1:
            user.memberships.filter(circle=self.chance.choice(self.circles), role=Role.MEMBER).delete()
        elif what == 2 and facts:
            self.chance.choice(facts).delete()
        elif what == 3 and facts:
            fact = self.chance.choice(facts)
            ProfileTrait.objects.filter(pk=fact.pk).update(visibility=self.chance.choice(list(Visibility)))
        else:
            self.add_fact(user)
        return {user.pk}
