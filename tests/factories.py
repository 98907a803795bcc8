"""People, circles and facts for tests, one plain call each."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from apps.circles.models import Circle, CircleQuestion, Membership, Role, Word
from apps.circles.models.monthly import IN_HAND, month_of, times
from apps.introductions.models import Connection
from apps.profiles.folding import fold
from apps.profiles.models import Handle, ProfileTrait, Topic, TraitKind, User, Visibility, Vocabulary
from apps.profiles.models.handle import fold_handle
from apps.profiles.services.vocabulary import note_words

AT = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
PASSWORD = "a long enough password"
_numbers = count(1)


def go_on_counting() -> None:
    """From where nobody has counted yet: for a process that is not the first to fill an instance."""
    global _numbers
    _numbers = count(1000 * (User.objects.count() + 1))


def make_user(name: str = "", *, email: str = "", password: str | None = None, **profile: Any) -> User:
    """Somebody with a verified address; without a password unless given, because hashing one is slow."""
    number = next(_numbers)
    user = User.objects.create_user(email or f"person{number}@example.org", password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for field, value in ({"name": name or f"Person {number}"} | profile).items():
        setattr(user.profile, field, value)
    user.profile.save()
    return user


def make_circle(
    tag: str = "", *, curator: User | None = None, members: Sequence[User] = (), at: datetime = AT, **fields: Any
) -> Circle:
    values = {"purpose": "People who should know each other", "link_nonce": "nonce", "created_at": at} | fields
    circle = Circle.objects.create(tag=tag or f"circle-{next(_numbers)}", **values)
    join(circle, curator or make_user("Carol Curator"), role=Role.CURATOR, at=at)
    for member in members:
        join(circle, member, at=at)
    return circle


def join(circle: Circle, user: User, *, role: Role = Role.MEMBER, at: datetime = AT, **fields: Any) -> Membership:
    return Membership.objects.create(circle=circle, user=user, role=role, joined_at=at, **fields)


def make_question(
    circle: Circle,
    words: str = "What would you do with a free Saturday?",
    *,
    by: User,
    at: datetime = AT,
    **fields: Any,
) -> CircleQuestion:
    """One that members read at this moment."""
    values = (
        {"kind": "interest", "answers": ["hiking", "museums"]} | times(at - IN_HAND) | {"month": month_of(at)} | fields
    )
    return CircleQuestion.objects.create(circle=circle, by=by, words=words, **values)


def make_word(circle: Circle, words: str = "Spring is here.", *, by: User, at: datetime = AT, **fields: Any) -> Word:
    """One that members read at this moment."""
    return Word.objects.create(
        circle=circle, by=by, words=words, **(times(at - IN_HAND) | {"month": month_of(at)} | fields)
    )


def make_topic(vocabulary: str, name: str, **fields: Any) -> Topic:
    topic, _ = Topic.objects.get_or_create(
        vocabulary=vocabulary, folded=fold(name), defaults={"name": name.lstrip("#")} | fields
    )
    note_words([topic])
    return topic


def add_trait(
    user: User, kind: str, name: str, *, visibility: str = Visibility.CIRCLE_MATES, at_place: Any = None, **fields: Any
) -> ProfileTrait:
    """`at_place`: (latitude, longitude) of the topic."""
    where = {"latitude": at_place[0], "longitude": at_place[1]} if at_place else {}
    topic = make_topic(Vocabulary.of(TraitKind(kind)), name, **where)
    return ProfileTrait.objects.create(user=user, kind=kind, topic=topic, visibility=visibility, **fields)


def add_handle(user: User, site: str, name: str, *, visibility: str = Visibility.CIRCLE_MATES, **fields: Any) -> Handle:
    return Handle.objects.create(
        user=user, site=site, name=name, folded=fold_handle(name), visibility=visibility, **fields
    )


def connect(one: User, other: User, **fields: Any) -> Connection:
    low, high = sorted((one, other), key=lambda user: user.pk)
    return Connection.objects.create(low=low, high=high, **({"since": AT} | fields))
