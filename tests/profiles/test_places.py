"""Where a fact is: a town by its name, a pin on a map, coordinates; and what others learn of it."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.profiles.models import Change, ProfileTrait, User
from apps.profiles.places import Point
from apps.profiles.services import placing
from apps.profiles.services.traits import FactGone, add_trait
from tests.factories import add_trait as have_trait

pytestmark = pytest.mark.usefixtures("towns")

ADD = reverse("profiles:add_trait")
PLACE = {"kind": "place", "visibility": "circle_mates", "year_from": "", "year_to": ""}
ILLINOIS = {"latitude": 39.8, "longitude": -89.64, "town": "Springfield, IL"}


def address(trait: ProfileTrait) -> str:
    return reverse("profiles:place", args=[trait.pk])


def where(trait: ProfileTrait) -> tuple[str, float | None, float | None, str]:
    trait = ProfileTrait.objects.select_related("topic").get(pk=trait.pk)
    return trait.name, trait.latitude, trait.longitude, trait.town


@pytest.fixture
def school(mina: User) -> ProfileTrait:
    return have_trait(mina, "school", "Lincoln High School")


def test_a_town_that_is_told_from_others_is_placed_at_once(mina: User, at: datetime) -> None:
    trait = add_trait(mina, kind="place", name="graz", at=at)

    assert where(trait) == ("Graz, Austria", 47.07, 15.45, "Graz, Austria")


def test_two_in_different_towns_of_a_name_do_not_share_a_fact(mina: User, tom: User, at: datetime) -> None:
    one = add_trait(mina, kind="place", name="Springfield, IL", at=at)
    other = add_trait(tom, kind="place", name="Springfield, Missouri", at=at)
    same = add_trait(tom, kind="place", name="springfield il", at=at)

    assert (one.topic_id == other.topic_id, one.topic_id == same.topic_id) == (False, True)


def test_a_place_that_nobody_knows_is_the_words_that_were_typed(client: Client, mina: User) -> None:
    page = client.post(ADD, PLACE | {"name": "Grandma's village"}, follow=True).text

    assert where(mina.traits.get()) == ("Grandma's village", None, None, "")
    assert 'name="town"' not in page


def test_without_the_list_of_towns_everything_is_as_before(client: Client, mina: User, settings: Settings) -> None:
    settings.TOWNS_DIR = settings.TOWNS_DIR / "gone"
    client.post(ADD, PLACE | {"name": "Graz"})

    assert where(mina.traits.get()) == ("Graz", None, None, "")
    assert "No town is known by this name" in client.get(address(mina.traits.get())).text


def test_a_school_is_put_in_its_town(client: Client, mina: User, school: ProfileTrait) -> None:
    page = client.get(address(school), {"q": "Springfield"}).text
    assert "Sangamon County, Illinois, United States" in page

    response = client.post(address(school), {"town": "Springfield, IL", "q": "Springfield"}, follow=True)

    assert where(school) == ("Lincoln High School", 39.8, -89.64, "Springfield, IL")
    assert 'type="image"' in response.text
    assert Change.objects.filter(user_id=mina.pk).exists()


def test_the_pin_is_where_the_map_was_pressed_and_no_finer_than_a_kilometre(
    client: Client, school: ProfileTrait, at: datetime
) -> None:
    ProfileTrait.objects.filter(pk=school.pk).update(**ILLINOIS)
    centre = {"latitude": "39.80", "longitude": "-89.64", "span": "25"}

    client.post(address(school), centre | {"pin.x": "144", "pin.y": "28"})

    assert where(school) == ("Lincoln High School", 39.89, -89.64, "Springfield, IL")


@pytest.mark.parametrize(
    ("way", "place"),
    [("north", (39.83, -89.64)), ("south", (39.77, -89.64)), ("west", (39.8, -89.68)), ("east", (39.8, -89.6))],
)
def test_the_pin_is_moved_by_words_as_well(
    way: str, place: tuple[float, float], client: Client, school: ProfileTrait
) -> None:
    ProfileTrait.objects.filter(pk=school.pk).update(**ILLINOIS)

    client.post(address(school), {"latitude": "39.80", "longitude": "-89.64", "span": "25", "move": way})

    assert where(school)[1:3] == place


def test_a_key_on_the_map_says_how_to_move_the_pin(client: Client, school: ProfileTrait) -> None:
    ProfileTrait.objects.filter(pk=school.pk).update(**ILLINOIS)
    pressed = {"latitude": "39.80", "longitude": "-89.64", "span": "25", "pin.x": "0", "pin.y": "0"}

    response = client.post(address(school), pressed)

    assert (response.status_code, where(school)[1:3]) == (422, (39.8, -89.64))
    assert "Point at the map with the mouse or a finger" in response.text


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("91", "0"),
        ("-90.01", "0"),
        ("0", "-181"),
        ("0", "180.5"),
        ("nan", "0"),
        ("0", "nan"),
        ("inf", "0"),
        ("-inf", "0"),
        ("1e400", "0"),
        ("0", "1e999"),
        ("forty", "here"),
        ("", ""),
        ("4" * 5000, "0"),
        ("40,5", "\x00"),
    ],
)
def test_coordinates_off_the_globe_get_a_sentence_and_change_nothing(
    latitude: str, longitude: str, client: Client, school: ProfileTrait
) -> None:
    ProfileTrait.objects.filter(pk=school.pk).update(**ILLINOIS)

    response = client.post(address(school), {"latitude": latitude, "longitude": longitude})

    assert (response.status_code, where(school)[1:]) == (422, (39.8, -89.64, "Springfield, IL"))
    assert "These coordinates are not on the globe" in response.text or "Write a number of degrees" in response.text
    if latitude.isprintable() and latitude:
        assert f'value="{latitude}"' in response.text


@pytest.mark.parametrize("point", [{"pin.x": "-5", "pin.y": "7"}, {"pin.x": "9" * 400, "pin.y": "x"}, {"span": "7"}])
def test_no_point_of_the_map_is_refused(point: dict[str, str], client: Client, school: ProfileTrait) -> None:
    ProfileTrait.objects.filter(pk=school.pk).update(**ILLINOIS)

    response = client.post(address(school), {"latitude": "39.80", "longitude": "-89.64"} | point)

    assert (response.status_code, where(school)[1:3]) == (422, (39.8, -89.64))


@pytest.mark.parametrize("query", ["span=7", "span=" + "9" * 5000, "span=²", "q=" + "x" * 5000, "q=%00", "q=%ff"])
def test_an_address_that_nobody_wrote_shows_the_page(query: str, client: Client, school: ProfileTrait) -> None:
    ProfileTrait.objects.filter(pk=school.pk).update(**ILLINOIS)

    page = client.get(f"{address(school)}?{query}")

    assert (page.status_code, "5 km" in page.text) == (200, True)


def test_a_pin_far_from_everything_gets_a_sentence(client: Client, school: ProfileTrait) -> None:
    response = client.post(address(school), {"latitude": "0", "longitude": "-140"})

    assert (response.status_code, where(school)[3]) == (422, "")
    assert "There is no town near that point. Put it nearer to one." in response.text


@pytest.mark.parametrize("town", ["", "Springfield", "Atlantis", "x" * 5000, "\x00"])
def test_a_town_that_is_none_is_not_chosen(town: str, client: Client, school: ProfileTrait) -> None:
    response = client.post(address(school), {"town": town, "q": "Springfield"})

    assert (response.status_code, where(school)[3]) == (422, "")
    assert response.text.count('name="town"') == 3


def test_a_place_takes_no_pin(client: Client, mina: User, at: datetime) -> None:
    """A home address is never asked."""
    trait = add_trait(mina, kind="place", name="Springfield, IL", at=at)

    page = client.get(address(trait)).text
    response = client.post(address(trait), {"latitude": "39.71", "longitude": "-89.70"})

    assert "latitude" not in page
    assert client.post(reverse("profiles:unplace", args=[trait.pk])).status_code == 404
    assert (response.status_code, where(trait)) == (422, ("Springfield, IL", 39.8, -89.64, "Springfield, IL"))


def test_what_is_nowhere_has_no_such_page(client: Client, mina: User, tom: User, at: datetime) -> None:
    likes = have_trait(mina, "interest", "#kites")
    theirs = have_trait(tom, "school", "P.S. 81")

    answers = [client.get(address(trait)) for trait in (likes, theirs)]
    answers += [client.post(address(trait), {"town": "Graz"}) for trait in (likes, theirs)]
    answers += [client.post(reverse("profiles:unplace", args=[trait.pk])) for trait in (likes, theirs)]

    assert {answer.status_code for answer in answers} == {404}


def test_it_is_taken_off_the_map_and_its_removal_undone_with_it(
    client: Client, mina: User, school: ProfileTrait
) -> None:
    ProfileTrait.objects.filter(pk=school.pk).update(**ILLINOIS)
    page = client.post(reverse("profiles:remove_trait", args=[school.pk]), follow=True).text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page[: page.index("Undo")]))
    client.post(ADD, hidden)
    again = mina.traits.get()
    assert where(again) == ("Lincoln High School", 39.8, -89.64, "Springfield, IL")

    client.post(reverse("profiles:unplace", args=[again.pk]))

    assert where(again) == ("Lincoln High School", None, None, "")


@pytest.mark.parametrize("line", ["91.00,0.00,Graz, Austria", "1.00,2.00,Evil Town", "x", "39.80,-89.64,"])
def test_a_line_that_we_did_not_write_puts_nothing_on_the_map(line: str, client: Client, mina: User) -> None:
    client.post(ADD, {"name": "P.S. 81", "kind": "school", "visibility": "", "place": line})

    assert [where(trait)[1:] for trait in mina.traits.all()] == [(None, None, "")]


@pytest.mark.parametrize("town", ["Springfield, IL", "Evil Town"])
def test_a_line_that_we_wrote_puts_it_there_again(town: str, client: Client, mina: User) -> None:
    """By its coordinates: the town is looked up."""
    client.post(ADD, {"name": "P.S. 81", "kind": "school", "visibility": "", "place": f"39.81,-89.63,{town}"})

    assert [where(trait)[1:] for trait in mina.traits.all()] == [(39.81, -89.63, "Springfield, IL")]


def test_a_fact_that_was_taken_off_meanwhile_is_not_found(client: Client, school: ProfileTrait, at: datetime) -> None:
    """Between looking it up and locking it."""
    gone = ProfileTrait.objects.get(pk=school.pk)
    school.delete()

    with pytest.raises(FactGone):
        placing.drop_pin(gone, Point(47, 15), at=at)
    with pytest.raises(FactGone):
        placing.take_off_map(gone, at=at)
    assert client.post(address(gone), {"town": "Graz"}).status_code == 404
