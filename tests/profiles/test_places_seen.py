"""What others learn of where a fact is, and what the database keeps of it."""

import json
import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from apps.profiles.models import ProfileTrait, User
from apps.profiles.topics import topics_for
from tests.factories import add_trait as have_trait
from tests.factories import make_circle
from tests.profiles.conftest import signed_in
from tests.profiles.importing import FACT, bring, choose, file, newcomer

pytestmark = [pytest.mark.usefixtures("towns"), pytest.mark.django_db]

ILLINOIS: dict[str, Any] = {"latitude": 39.8, "longitude": -89.64, "town": "Springfield, IL"}


@pytest.fixture
def school(mina: User) -> ProfileTrait:
    return have_trait(mina, "school", "Lincoln High School")


@pytest.mark.parametrize(
    "values",
    [
        {"latitude": 1.0},
        {"longitude": 1.0, "town": "Graz"},
        {"town": "Graz"},
        {"latitude": 91.0, "longitude": 0.0, "town": "Graz"},
        {"latitude": 0.0, "longitude": 180.1, "town": "Graz"},
        {"latitude": float("inf"), "longitude": 0.0, "town": "Graz"},
        {"latitude": 1.0, "longitude": 1.0},
    ],
)
def test_the_database_keeps_no_half_place(values: dict[str, Any], school: ProfileTrait) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileTrait.objects.filter(pk=school.pk).update(**values)


def test_others_read_the_town_and_never_coordinates(
    client: Client, mina: User, tom: User, school: ProfileTrait
) -> None:
    make_circle("here", curator=mina, members=[tom])
    canary: dict[str, Any] = {"latitude": 39.87, "longitude": -89.73, "town": "Springfield, IL"}
    ProfileTrait.objects.filter(pk=school.pk).update(**canary)

    pages = [signed_in(tom).get(reverse("profiles:person", args=[mina.pk])).text]
    pages.append(json.dumps(json.loads(signed_in(tom).post(reverse("profiles:export")).content)))
    own = json.loads(client.post(reverse("profiles:export")).content)["profile"]["facts"][0]

    assert "near Springfield, IL" in " ".join(pages[0].split())
    assert not any(figure in page for page in pages for figure in ("39.8", "89.7"))
    assert (own["latitude"], own["longitude"], own["town"]) == (39.87, -89.73, "Springfield, IL")


def test_a_place_comes_along_from_another_instance() -> None:
    there, theirs = newcomer()
    placed = FACT | {"latitude": 39.87, "longitude": -89.73, "town": "Springfield, IL"}

    bring(theirs, file(facts=[placed]), all_of_them=True)

    assert there.traits.values_list("latitude", "longitude", "town").get() == (39.87, -89.73, "Springfield, IL")


@pytest.mark.parametrize(
    "place",
    [
        {"latitude": 91, "longitude": 0, "town": "Graz"},
        {"latitude": 10**400, "longitude": 0, "town": "Graz"},
        {"latitude": "47", "longitude": "15", "town": "Graz"},
        {"latitude": True, "longitude": 15, "town": "Graz"},
        {"latitude": 47, "longitude": 15, "town": 7},
        {"town": "Graz"},
        {"latitude": [], "longitude": {}, "town": []},
    ],
)
def test_a_place_that_cannot_be_read_stays_behind(place: dict[str, Any]) -> None:
    there, theirs = newcomer()

    page = choose(theirs, file(facts=[FACT | place])).text
    bring(theirs, file(facts=[FACT | place]), all_of_them=True)

    assert "Where it was cannot be read, and stays behind." in page
    assert there.traits.values_list("latitude", "town").get() == (None, "")


def test_a_hidden_fact_hides_its_town(mina: User, tom: User, school: ProfileTrait) -> None:
    make_circle("here", curator=mina, members=[tom])
    ProfileTrait.objects.filter(pk=school.pk).update(visibility="hidden", **ILLINOIS)

    assert "Springfield" not in signed_in(tom).get(reverse("profiles:person", args=[mina.pk])).text


def test_schools_of_one_name_in_two_towns_are_not_said_to_be_shared(
    mina: User, tom: User, school: ProfileTrait
) -> None:
    make_circle("here", curator=mina, members=[tom])
    ProfileTrait.objects.filter(pk=school.pk).update(**ILLINOIS)
    page = reverse("profiles:person", args=[mina.pk])
    theirs = have_trait(tom, "school", "Lincoln High School")
    assert "(you, too)" in signed_in(tom).get(page).text

    ProfileTrait.objects.filter(pk=theirs.pk).update(latitude=42.1, longitude=-72.59, town="Springfield, MA")

    assert "(you, too)" not in signed_in(tom).get(page).text


def test_towns_are_offered_whether_anybody_lives_there_or_not(client: Client, mina: User) -> None:
    answer = client.get(reverse("profiles:topics"), {"kind": "place", "name": "spring"}).text
    other = client.get(reverse("profiles:topics"), {"kind": "interest", "name": "spring"}).text

    assert re.findall('value="([^"]+)"', answer) == ["Springfield, MO", "Springfield, MA", "Springfield, IL"]
    assert (other.strip(), topics_for(mina, kind="place", text="spring")) == ("", [])
