"""What can be put on the map, and how finely."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from apps.profiles import whereabouts
from apps.profiles.models import ProfileTrait, User
from apps.profiles.places import Point
from apps.profiles.services import placing
from apps.profiles.services.traits import add_trait
from apps.profiles.towns import reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("towns")]


@pytest.mark.parametrize("kind", ["employer", "event"])
def test_only_a_school_takes_a_pin(kind: str, client: Client, mina: User, at: datetime) -> None:
    """Many a person works at home."""
    trait = add_trait(mina, kind=kind, name="Print shop", at=at)
    with pytest.raises(placing.BadPlace, match="A place is a town here"):
        placing.drop_pin(trait, Point(39.71, -89.70), at=at)

    town = reading.labelled("Springfield, IL")
    assert town

    trait = placing.put_in_town(trait, town, at=at)

    page = client.get(reverse("profiles:place", args=[trait.pk])).text
    assert ["latitude" in page, "Take it off the map" in page] == [False, True]
    assert whereabouts.read("39.71,-89.70,Springfield, IL", kind) == whereabouts.read(whereabouts.written(trait), kind)
    client.post(reverse("profiles:unplace", args=[trait.pk]))
    assert ProfileTrait.objects.get(pk=trait.pk).town == ""
