import pytest

from apps.introductions.models import Way
from apps.introductions.services.ways import add_way
from apps.profiles.models import User
from tests.introductions.scenes import signed_in, url

pytestmark = pytest.mark.django_db


def values(user: User) -> list[tuple[str, str]]:
    return list(Way.objects.filter(user=user).order_by("pk").values_list("label", "value"))


def test_ways_are_added_changed_and_taken_off(mina: User) -> None:
    client = signed_in(mina)

    for _ in range(2):
        client.post(url("ways"), {"label": " Phone ", "value": "+1 555 0100"})
    added = values(mina)
    number = Way.objects.get().pk
    page = client.post(url("change_way", number), {"label": "Phone", "value": "+1 555 0200"}, follow=True).text
    for _ in range(2):
        gone = client.post(url("remove_way", number), follow=True).text

    assert added == [("Phone", "+1 555 0100")]
    assert ["+1 555 0200" in page, "+1 555 0200" in gone, "out of every envelope" in gone] == [True, False, True]


def test_an_empty_one_gets_sentences_and_keeps_what_was_typed(mina: User) -> None:
    response = signed_in(mina).post(url("ways"), {"label": "Signal", "value": ""})

    assert (response.status_code, values(mina)) == (422, [])
    assert ["Write the number, the handle or the address." in response.text, 'value="Signal"' in response.text] == [
        True,
        True,
    ]


def test_those_of_another_are_not_there(mina: User, jonas: User) -> None:
    way = add_way(jonas, label="Phone", value="CANARY")
    client = signed_in(mina)

    client.post(url("remove_way", way.pk))

    assert client.get(url("change_way", way.pk)).status_code == 404
    assert (values(jonas), "CANARY" in client.get(url("ways")).text) == ([("Phone", "CANARY")], False)


def test_the_settings_lead_there(mina: User) -> None:
    assert url("ways") in signed_in(mina).get("/settings/").text
