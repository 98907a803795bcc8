"""What is found among facts that people put on the map, and said of them as they are at that moment."""

from datetime import datetime
from pathlib import Path
from typing import Any

from pytest_django import Settings

from apps.circles.models import Circle
from apps.matching.between import sentences_between
from apps.matching.engine.settings import DEFAULTS
from apps.matching.services.refreshing import refresh_circle
from apps.profiles.models import ProfileTrait, User
from apps.profiles.places import SAME_SCHOOL_KM
from tests.factories import add_trait, make_circle, make_user
from tests.profiles.towns import laid_out

WAKEFIELD: dict[str, Any] = {"latitude": 40.9, "longitude": -73.85, "town": "The Bronx, NY"}
KINGSBRIDGE: dict[str, Any] = {"latitude": 40.88, "longitude": -73.88, "town": "The Bronx, NY"}
ILLINOIS: dict[str, Any] = {"latitude": 39.8, "longitude": -89.64, "town": "Springfield, IL"}
MASSACHUSETTS: dict[str, Any] = {"latitude": 42.1, "longitude": -72.59, "town": "Springfield, MA"}


def two(at: datetime) -> tuple[User, User, Circle]:
    mina, tom = (make_user(name, time_zone="America/New_York") for name in ("Mina", "Tom"))
    circle = make_circle("here", curator=make_user("Carol"), members=[mina, tom], at=at)
    return mina, tom, circle


def said(circle: Circle, mina: User, tom: User, at: datetime) -> list[str]:
    refresh_circle(circle.pk, at=at)
    return sentences_between(circle.pk, [mina, tom], mina)


def put(fact: ProfileTrait, **place: object) -> None:
    ProfileTrait.objects.filter(pk=fact.pk).update(**place)


def test_two_high_schools_are_as_far_apart_as_their_pins(db: None, at: datetime) -> None:
    mina, tom, circle = two(at)
    add_trait(mina, "school", "Wakefield Heights High School", at_place=(10.0, 10.0), **WAKEFIELD)
    add_trait(tom, "school", "Kingsbridge High School", **KINGSBRIDGE)

    assert said(circle, mina, tom, at) == ["You went to high schools 2 miles apart"]


def test_of_two_in_the_middle_of_a_town_the_town_is_said(db: None, at: datetime) -> None:
    """Nobody knows how far apart they are."""
    mina, tom, circle = two(at)
    add_trait(mina, "school", "Lincoln High School", **ILLINOIS)
    add_trait(tom, "school", "Lanphier High School", **ILLINOIS)

    assert said(circle, mina, tom, at) == ["You went to high schools in Springfield, IL"]


def test_of_one_in_the_middle_of_a_town_nobody_knows_how_far_another_is(
    db: None, at: datetime, settings: Settings, tmp_path: Path
) -> None:
    laid_out(settings, tmp_path)
    mina, tom, circle = two(at)
    add_trait(mina, "school", "Lincoln High School", **ILLINOIS)
    pinned = add_trait(tom, "school", "Lanphier High School", **ILLINOIS | {"latitude": 39.85})
    assert said(circle, mina, tom, at) == ["You went to high schools in Springfield, IL"]

    put(pinned, latitude=39.68, longitude=-89.7, town="Chatham, IL")

    assert sentences_between(circle.pk, [mina, tom], mina) == ["You went to high schools 9 miles apart"]


def test_a_name_in_two_towns_is_two_schools(db: None, at: datetime) -> None:
    mina, tom, circle = two(at)
    fact = add_trait(mina, "school", "Lincoln High School", **ILLINOIS)
    add_trait(tom, "school", "Lincoln High School", **MASSACHUSETTS)
    assert said(circle, mina, tom, at) == []

    put(fact, **MASSACHUSETTS | {"latitude": 42.2})

    assert said(circle, mina, tom, at) == ["You both went to Lincoln High School"]


def test_what_was_moved_since_is_not_said_any_more(db: None, at: datetime) -> None:
    """Without waiting for a worker."""
    mina, tom, circle = two(at)
    same = add_trait(mina, "school", "Lincoln High School", **ILLINOIS)
    add_trait(tom, "school", "Lincoln High School", **ILLINOIS)
    near = add_trait(mina, "place", "Springfield, IL", **ILLINOIS)
    add_trait(tom, "place", "Chatham, IL", latitude=39.68, longitude=-89.7, town="Chatham, IL")
    before = ["You both went to Lincoln High School, and have lived 9 miles apart"]
    assert said(circle, mina, tom, at) == before

    put(same, **MASSACHUSETTS)
    put(near, latitude=None, longitude=None, town="")

    assert sentences_between(circle.pk, [mina, tom], mina) == []


def test_a_distance_told_is_todays(db: None, at: datetime) -> None:
    mina, tom, circle = two(at)
    fact = add_trait(mina, "place", "Springfield, IL", **ILLINOIS)
    add_trait(tom, "place", "Chatham, IL", latitude=39.68, longitude=-89.7, town="Chatham, IL")
    assert said(circle, mina, tom, at) == ["You have lived 9 miles apart"]

    put(fact, latitude=39.71)

    assert sentences_between(circle.pk, [mina, tom], mina) == ["You have lived 4 miles apart"]


def test_a_place_that_became_another_town_is_not_shared_any_more(db: None, at: datetime) -> None:
    mina, tom, circle = two(at)
    fact = add_trait(mina, "place", "Springfield")
    add_trait(tom, "place", "Springfield")
    assert said(circle, mina, tom, at) == ["You have both lived in Springfield"]

    topic = add_trait(make_user("Una"), "place", "Springfield, IL").topic
    put(fact, topic=topic, **ILLINOIS)

    assert sentences_between(circle.pk, [mina, tom], mina) == []


def test_holders_of_a_name_elsewhere_are_not_counted(db: None, at: datetime) -> None:
    mina, tom, circle = two(at)
    others = [make_user(f"Other {number}") for number in range(6)]
    for user in others:
        circle.memberships.create(user=user, joined_at=at)
    facts = [add_trait(user, "school", "Lincoln High School", **ILLINOIS) for user in (mina, tom, *others)]
    assert said(circle, mina, tom, at) == ["You both went to Lincoln High School, like six others here"]

    for fact in facts[2:]:
        put(fact, **MASSACHUSETTS)

    assert said(circle, mina, tom, at) == ["You both went to Lincoln High School"]


def test_an_employer_is_the_same_in_every_town(db: None, at: datetime) -> None:
    mina, tom, circle = two(at)
    others = [make_user(f"Other {number}") for number in range(5)]
    for user in others:
        circle.memberships.create(user=user, joined_at=at)
    facts = [add_trait(user, "employer", "Print shop", **ILLINOIS) for user in (mina, tom, *others)]

    for fact in facts[1:4]:
        put(fact, **MASSACHUSETTS)

    assert said(circle, mina, tom, at) == ["You both worked at Print shop, like five others here"]


def test_pages_and_engine_draw_the_border_at_the_same_distance() -> None:
    assert DEFAULTS.same_km == SAME_SCHOOL_KM
