"""Which town a place is: asked of its holder where it may be several, worked out later where it was said before."""

import re
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from apps.profiles import bells, tasks
from apps.profiles.fields import FactNamesField
from apps.profiles.models import ProfileTrait, User, Vocabulary
from apps.profiles.services import placing
from apps.profiles.services.traits import add_trait
from apps.profiles.towns import reading
from apps.profiles.towns.town import Town
from tests.factories import add_trait as have_trait
from tests.factories import make_topic
from tests.profiles.test_places import ADD, ILLINOIS, PLACE, address, where

pytestmark = pytest.mark.usefixtures("towns")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_of_several_one_is_asked_which(headers: dict[str, str], client: Client, mina: User) -> None:
    page = client.post(ADD, PLACE | {"name": "Springfield"}, headers=headers, follow=True).text

    trait = mina.traits.get()
    assert "Which Springfield?" in page
    assert re.findall(r'name="town" value="([^"]+)"', page) == ["Springfield, MO", "Springfield, MA", "Springfield, IL"]
    assert where(trait) == ("Springfield", None, None, "")

    page = client.post(address(trait), {"town": "Springfield, IL"}, follow=True).text

    assert where(trait) == ("Springfield, IL", 39.8, -89.64, "Springfield, IL")
    assert "Which Springfield?" not in page


def test_none_of_them_is_an_answer(client: Client, mina: User) -> None:
    client.post(ADD, PLACE | {"name": "Springfield"})

    page = client.post(address(mina.traits.get()), {"none": "1"}, follow=True).text

    assert where(mina.traits.get()) == ("Springfield", None, None, "")
    assert "Which Springfield?" not in page


@pytest.mark.parametrize("placed", [True, False])
def test_a_town_that_is_on_the_page_already_is_not_chosen_again(
    placed: bool, client: Client, mina: User, at: datetime
) -> None:
    """Nothing is lost: the one may have years and an audience that the other has not."""
    if placed:
        add_trait(mina, kind="place", name="Springfield, IL", at=at, year_from=1990, visibility="hidden")
    else:
        have_trait(mina, "place", "Springfield, IL", year_from=1990, visibility="hidden")
    client.post(ADD, PLACE | {"name": "Springfield"})
    before = list(mina.traits.order_by("pk").values())
    unsure = mina.traits.get(topic__name="Springfield")

    response = client.post(address(unsure), {"town": "Springfield, IL"})

    assert response.status_code == 422
    assert "“Springfield, IL” is on your page already. Take one of the two off." in response.text
    assert list(mina.traits.order_by("pk").values()) == before


def test_a_strangers_hidden_spelling_is_not_read_by_choosing_the_town(client: Client, mina: User, tom: User) -> None:
    theirs = have_trait(tom, "place", "GRAZ austria", visibility="hidden")
    mine = have_trait(mina, "place", "Graz")

    page = client.post(address(mine), {"town": "Graz, Austria"}, follow=True).text

    mine.refresh_from_db()
    assert (mine.topic_id, mine.written, where(mine)[0]) == (theirs.topic_id, "Graz, Austria", "Graz, Austria")
    assert "GRAZ austria" not in page


def test_staff_can_take_a_town_and_its_other_spelling_apart_again(client: Client, mina: User) -> None:
    entry = make_topic(Vocabulary.PLACE, "Grätz", approved=True)
    spelling = make_topic(Vocabulary.PLACE, "Graz, Austria", merged_into=entry)
    mine = have_trait(mina, "place", "Graz")

    client.post(address(mine), {"town": "Graz, Austria"})

    mine.refresh_from_db()
    assert (mine.topic_id, mine.spelt_as_id, mine.town) == (entry.pk, spelling.pk, "Graz, Austria")


def test_places_of_before_are_put_in_their_towns(mina: User, tom: User, at: datetime) -> None:
    """So that whoever says the town today shares it with them."""
    before = [have_trait(user, "place", name) for user in (mina, tom) for name in ("Graz", "Springfield")]
    imported = have_trait(mina, "place", "Tokyo", at_place=(35.7, 139.7))
    other = have_trait(mina, "place", "Munich", at_place=(46.6, -98.7))  # in North Dakota
    add_trait(tom, kind="place", name="Graz, Austria", at=at)

    assert list(placing.place_known(at=at)) == [mina.pk]

    assert [where(trait)[3] for trait in before] == ["Graz, Austria", "", "", ""]
    assert [where(trait)[0] for trait in (imported, other)] == ["Tokyo, Japan", "Munich"]
    assert list(placing.place_known(at=at)) == []


def test_a_place_is_put_in_its_town_beside_a_school_there(mina: User, at: datetime) -> None:
    school = have_trait(mina, "school", "Lincoln High School")
    ProfileTrait.objects.filter(pk=school.pk).update(latitude=47.07, longitude=15.45, town="Graz, Austria")
    place = have_trait(mina, "place", "Graz")

    assert list(placing.place_known(at=at)) == [mina.pk]
    assert where(place) == ("Graz, Austria", 47.07, 15.45, "Graz, Austria")


def test_two_places_that_mean_one_town_both_stay(mina: User, at: datetime) -> None:
    """Also where the other is not in its town yet."""
    have_trait(mina, "place", "Graz, Austria", at_place=(-47.0, 15.0), year_from=1990)
    have_trait(mina, "place", "Graz", year_from=2000)
    before = list(mina.traits.order_by("pk").values())

    assert list(placing.place_known(at=at)) == []
    assert list(mina.traits.order_by("pk").values()) == before


def test_a_town_that_was_chosen_in_the_meantime_stays(
    mina: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = have_trait(mina, "place", "Graz")

    def chosen(text: str) -> Town | None:
        ProfileTrait.objects.filter(pk=place.pk).update(**ILLINOIS)
        return reading.labelled("Graz, Austria")

    monkeypatch.setattr(reading, "only_one", chosen)

    assert list(placing.place_known(at=at)) == []
    assert where(place)[3] == "Springfield, IL"


def test_whoever_is_done_is_heard_of_before_the_next(
    mina: User, tom: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in (tom, mina):
        for name in ("Graz", "München"):
            have_trait(user, "place", name)
    monkeypatch.setattr(placing, "CHUNK", 1)
    rung: list[tuple[int, int]] = []
    monkeypatch.setattr(bells, "_bells", [lambda pk: rung.append((pk, ProfileTrait.objects.exclude(town="").count()))])

    tasks.place_towns()

    assert rung == [(mina.pk, 2), (tom.pk, 4)]


def test_which_town_of_a_fact_that_is_gone_is_not_asked_for_ever(client: Client, mina: User) -> None:
    for name in ("Springfield", "Frankfurt"):
        client.post(ADD, PLACE | {"name": name})
    gone, open_still = (mina.traits.get(topic__name=name) for name in ("Springfield", "Frankfurt"))
    gone.delete()

    page = client.get(reverse("profiles:edit")).text

    assert "Which Frankfurt?" in page
    assert client.session["which_town"] == [open_still.pk]


def test_more_than_a_hundred_towns_in_a_line_are_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    field = FactNamesField(kind="place")
    assert len(field.clean("a, " * 100)) == 100
    monkeypatch.setattr(reading, "apart", lambda text: pytest.fail(text))

    with pytest.raises(ValidationError, match="more than a hundred towns"):
        field.clean("a, " * 101)
