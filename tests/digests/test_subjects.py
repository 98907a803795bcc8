"""What stands on the envelope: the coincidence, from what its reader may open."""

from datetime import datetime
from typing import Any

import pytest

from apps.circles.models import Circle, SeenBy
from apps.digests.composing import today
from apps.digests.subjects import LONGEST, subject
from apps.introductions.services.introducing import introduce
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.models import Profile, User, Visibility
from tests.factories import add_trait, join, make_circle, make_user
from tests.matching.scenes import crowd, refreshed_circle

pytestmark = pytest.mark.django_db
ZEISS = "You and Ana both worked at Zeiss"


@pytest.fixture
def una(db: None) -> User:
    return make_user("Una Und")


@pytest.fixture
def ana(db: None) -> User:
    return make_user("Ana Alt")


@pytest.fixture
def people(una: User, ana: User) -> tuple[User, User]:
    return una, ana


def share(people: tuple[User, User], kind: str, name: str, **facts: Any) -> None:
    for user in people:
        add_trait(user, kind, name, **facts)


def meeting(people: tuple[User, User], at: datetime) -> Circle:
    return refreshed_circle("optics", [*people, *crowd(30)], curator=make_user("Carol Curator"), at=at)


def said_to(reader: User, at: datetime) -> str:
    return subject(today(reader, at=at, digest=1))


@pytest.mark.parametrize(
    ("kind", "name", "facts", "said"),
    [
        ("employer", "Zeiss", {}, ZEISS),
        ("employer", "Zeiss", {"year_from": 2001, "year_to": 2004}, f"{ZEISS}, in 2001\u20132004"),
        ("school", "Forest Hills High School", {}, "You and Ana both went to Forest Hills High School"),
        ("event", "PyCon 2019", {}, "You and Ana were both at PyCon 2019"),
        ("team", "SC Freiburg", {}, "You and Ana both belong to SC Freiburg"),
        ("interest", "#kites", {}, "You and Ana both like #kites"),
    ],
)
def test_it_is_the_coincidence_with_both_named(
    kind: str, name: str, facts: dict[str, int], said: str, people: tuple[User, User], una: User, at: datetime
) -> None:
    share(people, kind, name, **facts)
    meeting(people, at)

    assert said_to(una, at) == said


def test_what_one_seeks_and_the_other_offers(people: tuple[User, User], una: User, ana: User, at: datetime) -> None:
    add_trait(una, "seeks", "a flat in Jena")
    add_trait(ana, "offers", "a flat in Jena")
    meeting(people, at)

    subjects = [said_to(reader, at) for reader in people]

    assert subjects == [
        "You seek “a flat in Jena”, which Ana offers",
        "Una seeks “a flat in Jena”, which you offer",
    ]


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.INTRODUCED])
def test_a_fact_that_the_reader_may_not_open_is_not_in_it(
    visibility: Visibility, people: tuple[User, User], una: User, ana: User, at: datetime
) -> None:
    share(people, "employer", "Zeiss")
    share(people, "interest", "#kites")
    meeting(people, at)
    assert "Zeiss" in said_to(una, at)

    ana.traits.filter(kind="employer").update(visibility=visibility)

    assert said_to(una, at) == "You and Ana both like #kites"


def test_two_reasons_stand_in_it_where_they_are_short(people: tuple[User, User], una: User, at: datetime) -> None:
    share(people, "employer", "Zeiss")
    share(people, "interest", "#kites")
    meeting(people, at)

    assert said_to(una, at) == "You and Ana both worked at Zeiss, and both like #kites"


def test_of_long_reasons_the_strongest_stands_in_it_alone(people: tuple[User, User], una: User, at: datetime) -> None:
    share(people, "employer", "The Institute of Optics and Fine Mechanics")
    share(people, "interest", "#kites-of-silk")
    meeting(people, at)

    said = said_to(una, at)

    assert [word in said for word in ("The Institute of Optics", "kites")].count(True) == 1
    assert said.startswith("You and Ana both ")


def test_one_that_is_too_long_ends_with_three_dots(
    people: tuple[User, User], una: User, ana: User, at: datetime
) -> None:
    Profile.objects.filter(user=ana).update(name="Maximiliana-Theodora-Henrietta Alt")
    share(people, "employer", "The Royal Institute of Optics, Fine Mechanics, Clocks and Watches")
    meeting(people, at)

    said = said_to(una, at)

    assert said.startswith("You and Maximiliana-Theodora-Henrietta both worked at The Royal Institute of Optics")
    assert (len(said) <= LONGEST, said[-1]) == (True, "…")


def test_an_introduction_of_two_names_who_and_why(people: tuple[User, User], una: User, at: datetime) -> None:
    share(people, "employer", "Zeiss")
    circle = meeting(people, at)
    introduce(circle, people, by=circle.memberships.get(role="curator").user, note="Meet.", at=at)

    assert said_to(una, at) == "Meet Ana Alt? You both worked at Zeiss"


def test_one_without_a_reason_and_one_of_a_group_name_the_people(
    people: tuple[User, User], una: User, at: datetime
) -> None:
    circle = make_circle("optics", curator=make_user("Carol Curator"), members=people)
    carol = circle.memberships.get(role="curator").user
    two = introduce(circle, people, by=carol, note="Meet.", at=at)
    assert said_to(una, at) == "You could meet Ana Alt"

    two.delete()
    ben = make_user("Ben Bon")
    join(circle, ben)
    share((una, ben), "employer", "Zeiss")
    introduce(circle, [*people, ben], by=carol, note="Meet.", at=at)

    assert said_to(una, at) == "You could meet Ana Alt and Ben Bon"


def test_where_members_do_not_see_each_other_it_is_a_first_name(
    people: tuple[User, User], una: User, at: datetime
) -> None:
    share(people, "employer", "Zeiss")
    circle = meeting(people, at)
    Circle.objects.filter(pk=circle.pk).update(members_seen_by=SeenBy.CURATORS)
    refresh_circle(circle.pk, at=at)

    said = said_to(una, at)

    assert ("Ana" in said, "Alt" in said) == (True, False)
