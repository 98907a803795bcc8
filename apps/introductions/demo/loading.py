"""Writes the invented network: members at once, some who know each other, some history."""

from datetime import datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from apps.circles.models import Circle, Invitation, JoinPolicy, Membership, Role
from apps.circles.services.circles import new_nonce
from apps.introductions.demo.circles import THEMES
from apps.introductions.demo.history import tell
from apps.introductions.demo.people import DOMAIN, Fact, Person, invent
from apps.introductions.network_import import after
from apps.mail.errors import DomainError
from apps.profiles.folding import fold
from apps.profiles.models import Profile, ProfileTrait, Topic, TraitKind, User, Vocabulary

PASSWORD = "follow-friday-1"  # noqa: S105 - it opens nothing but invented accounts


class TagsTaken(DomainError):
    """Somebody's circles have the names of the invented ones."""

    def __init__(self) -> None:
        super().__init__(_("Circles here have the tags of the demo's. Load it into an instance of its own."))


class AlreadyThere(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The demo network is loaded already. Start with run.py --fresh for a new one."))


def load_demo(*, at: datetime) -> list[Person]:
    """Loads everything in one transaction; raises AlreadyThere the second time, and TagsTaken."""
    if User.objects.filter(email__endswith=f"@{DOMAIN}").exists():
        raise AlreadyThere
    if Circle.objects.filter(tag__in=[theme.tag for theme in THEMES]).exists():
        raise TagsTaken
    people = invent()
    with transaction.atomic():
        users = _users(people, at)
        _facts(people, users)
        circles = _circles(at)
        _members(people, users, circles, at)
        _invitation(circles["night-runners"], users["David Stern"], users["Lena Ortiz"], at)
        tell(users, circles, at=at, rng=Random(7))  # noqa: S311 - an invented history
        after.run([circle.pk for circle in circles.values()], at)
    return people


def _users(people: list[Person], at: datetime) -> dict[str, User]:
    known, unusable, joined = make_password(PASSWORD), make_password(None), at - timedelta(days=200)
    users = [
        User(email=person.email, password=known if person.role else unusable, date_joined=joined) for person in people
    ]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Profile.objects.bulk_create(_profile(person, user) for person, user in zip(people, users, strict=True))
    return {person.name: user for person, user in zip(people, users, strict=True)}


def _profile(person: Person, user: User) -> Profile:
    agreed = None if person.role == "newcomer" else True
    return Profile(
        user=user,
        name=person.name,
        headline=person.headline,
        about=person.about,
        time_zone=person.town.time_zone,
        may_be_named=agreed,
    )


def _facts(people: list[Person], users: dict[str, User]) -> None:
    topics: dict[tuple[str, str], Topic] = {}
    for person in people:
        for fact in person.facts:
            topics.setdefault(_key(fact), _topic(fact))
    Topic.objects.bulk_create(topics.values(), ignore_conflicts=True)
    stored = {(row.vocabulary, row.folded): row for row in Topic.objects.all()}
    ProfileTrait.objects.bulk_create(
        _trait(users[person.name], fact, stored[_key(fact)])
        for person in people
        for fact in {(fact.kind, fact.name): fact for fact in person.facts}.values()
    )


def _key(fact: Fact) -> tuple[str, str]:
    return Vocabulary.of(TraitKind(fact.kind)), fold(fact.name)


def _topic(fact: Fact) -> Topic:
    latitude, longitude = fact.where or (None, None)
    vocabulary, folded = _key(fact)
    return Topic(
        vocabulary=vocabulary, name=fact.name, folded=folded, latitude=latitude, longitude=longitude, approved=True
    )


def _trait(user: User, fact: Fact, topic: Topic) -> ProfileTrait:
    first, last = fact.years or (None, None)
    return ProfileTrait(user=user, kind=fact.kind, topic=topic, year_from=first, year_to=last)


def _circles(at: datetime) -> dict[str, Circle]:
    policies = {"new-in-town": JoinPolicy.OPEN, "open-data": JoinPolicy.REQUEST}
    circles = [
        Circle(
            tag=theme.tag,
            purpose=theme.purpose,
            join_policy=policies.get(theme.tag, JoinPolicy.INVITATION),
            link_nonce=new_nonce(),
            created_at=at - timedelta(days=190),
        )
        for theme in THEMES
    ]
    return {circle.tag: circle for circle in Circle.objects.bulk_create(circles)}


def _members(people: list[Person], users: dict[str, User], circles: dict[str, Circle], at: datetime) -> None:
    keepers: dict[str, Person] = {"marketing": people[0], "choir": people[0], "makers": people[3]}
    rows = []
    for number, person in enumerate(people):
        for tag in person.tags:
            keepers.setdefault(tag, person)
            role = Role.CURATOR if keepers[tag] is person else Role.MEMBER
            joined = at - timedelta(hours=2) if person.role == "newcomer" else at - timedelta(days=180 - number % 150)
            rows.append(Membership(circle=circles[tag], user=users[person.name], role=role, joined_at=joined))
    Membership.objects.bulk_create(rows)


def _invitation(circle: Circle, inviter: User, invited: User, at: datetime) -> None:
    keeper = circle.memberships.get(role=Role.CURATOR).user
    Invitation.objects.create(
        circle=circle,
        inviter=keeper,
        address=invited.email,
        name="Lena Ortiz",
        sentence=_("You told me you cannot sleep anyway."),
        created_at=at,
        expires_at=at + timedelta(days=30),
    )
