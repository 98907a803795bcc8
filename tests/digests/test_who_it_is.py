"""The line on the home page that says who is introduced."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle, SeenBy
from apps.introductions.services.introducing import introduce
from apps.profiles.models import Profile, User
from tests.factories import make_circle, make_user
from tests.introductions.scenes import put_to_all, read, signed_in

pytestmark = pytest.mark.django_db
LINES = {"Jonas Weber": "Casts type by night", "Cleo Third": "Paints walls", "Mina Park": "Writes for walls"}


@pytest.fixture
def people(db: None) -> list[User]:
    found = [make_user(name) for name in ("Mina Park", "Jonas Weber", "Cleo Third")]
    for user in found:
        Profile.objects.filter(user=user).update(headline=LINES[user.profile.name])
    return found


@pytest.fixture
def circle(people: list[User]) -> Circle:
    return make_circle("marketing", curator=make_user("Carol Curator"), members=people)


def asked(circle: Circle, people: list[User]) -> tuple[str, str]:
    """What the first of them reads on the home page, and on the page of the introduction."""
    carol, now = circle.memberships.get(role="curator").user, timezone.now()
    introduction = put_to_all(introduce(circle, people, by=carol, note="Meet.", at=now))
    reader = people[0]
    return signed_in(reader).get(reverse("home")).text, read(reader, "detail", introduction.pk)


def test_of_two_it_is_the_headline(circle: Circle, people: list[User]) -> None:
    for page in asked(circle, people[:2]):
        assert LINES["Jonas Weber"] in page


def test_of_a_group_each_has_theirs(circle: Circle, people: list[User]) -> None:
    home, _page = asked(circle, people)

    assert "<bdi>Jonas</bdi>: Casts type by night" in home
    assert "<bdi>Cleo</bdi>: Paints walls" in home
    assert LINES["Mina Park"] not in home


def test_of_whom_no_more_than_a_first_name_is_told_there_is_none(circle: Circle, people: list[User]) -> None:
    Circle.objects.filter(pk=circle.pk).update(members_seen_by=SeenBy.CURATORS)
    circle.refresh_from_db()
    elsewhere = make_circle("elsewhere", members=people)
    assert elsewhere.members_see_each_other

    for page in asked(circle, people[:2]):
        assert ["Jonas" in page, LINES["Jonas Weber"] in page] == [True, False]
