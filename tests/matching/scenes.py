"""People and facts that the matching tests share."""

from datetime import datetime, timedelta

from django.db.models import Max

from apps.circles.models import Circle, Membership
from apps.matching.services.refreshing import refresh_circle
from apps.matching.suggesting import Card, show, suggestions_for
from apps.profiles.models import Profile, ProfileTrait, User
from tests.factories import AT, add_trait, make_circle, make_topic, make_user

LATER = AT + timedelta(hours=1)
# Two places in Queens, New York, 2 miles apart.
FOREST_HILLS, RICHMOND_HILL = (40.7290, -73.8480), (40.7001, -73.8430)


def golden_pair() -> tuple[User, User]:
    """The two whose story began all this."""
    mina, jonas = (make_user(name, time_zone="America/New_York") for name in ("Mina Moss", "Jonas Jahn"))
    add_trait(mina, "school", "Forest Hills High School", at_place=FOREST_HILLS)
    add_trait(jonas, "school", "Richmond Hill High School", at_place=RICHMOND_HILL)
    for user in (mina, jonas):
        add_trait(user, "interest", "#yankees")
    return mina, jonas


def crowd(count: int, *, interest: str = "") -> list[User]:
    """People with nothing in common, or one interest; made in bulk, with nothing else to them."""
    first = User.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = [User(email=f"crowd{first + number}@example.org", password="!") for number in range(count)]
    people = User.objects.bulk_create(rows)
    Profile.objects.bulk_create(Profile(user=user, name=f"Somebody {user.pk}") for user in people)
    names = [interest or f"#only{user.pk}" for user in people]
    topics = [make_topic("interest", name) for name in names]
    ProfileTrait.objects.bulk_create(
        ProfileTrait(user=user, kind="interest", topic=topic) for user, topic in zip(people, topics, strict=True)
    )
    return people


def refreshed_circle(tag: str, members: list[User], *, curator: User | None = None, at: datetime = AT) -> Circle:
    circle = make_circle(tag, curator=curator)
    rows = [Membership(circle=circle, user=user, joined_at=AT) for user in members]
    Membership.objects.bulk_create(rows)
    refresh_circle(circle.pk, at=at)
    return circle


def shown_to(user: User, at: datetime = LATER) -> list[User]:
    return [card.person for card in suggestions_for(user, at=at)]


def shown(user: User, at: datetime) -> Card:
    cards = suggestions_for(user, at=at)
    show(cards, user, "home", at)
    return cards[0]
