"""Chips on one's own page: added, changed and taken off, with htmx and without."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.profiles import bells
from apps.profiles.fields import YEARS_AHEAD
from apps.profiles.models import ProfileTrait, User
from apps.profiles.services import traits as services
from tests.factories import add_trait

ADD = reverse("profiles:add_trait")
HTMX = {"HX-Request": "true"}
FACT = {"name": "P.S. 81", "kind": "school", "visibility": "circle_mates", "year_from": "", "year_to": ""}
YEARS = f"Write a year from 1900 to {timezone.now().year + YEARS_AHEAD}, like 2008."


def page_of(client: Client) -> str:
    return client.get(reverse("profiles:edit")).content.decode()


def test_a_fact_is_added_by_a_plain_form(client: Client, mina: User) -> None:
    response = client.post(ADD, FACT | {"year_from": "1991", "visibility": "introduced"}, follow=True)

    trait = ProfileTrait.objects.get(user=mina)
    assert (trait.topic.name, trait.year_from, trait.year_to, trait.visibility) == ("P.S. 81", 1991, None, "introduced")
    assert "P.S. 81" in response.content.decode()


def test_htmx_gets_the_facts_alone_with_an_empty_form_of_the_same_kind(client: Client) -> None:
    page = client.post(ADD, FACT, headers=HTMX).content.decode()

    assert page.strip().startswith('<div id="facts"')
    assert '<option value="school" selected>' in page
    assert 'name="name" autocomplete="off" list="topics" placeholder="#cycling" required' in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_fact_that_is_there_already_is_not_added_in_silence(headers: dict[str, str], client: Client) -> None:
    sentence = "That is on your page already."
    pages = [client.post(ADD, FACT, headers=headers, follow=True).text for _ in range(2)]

    assert [sentence in page for page in pages] == [False, True]
    assert ProfileTrait.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_mistake_keeps_what_was_typed(headers: dict[str, str], client: Client) -> None:
    response = client.post(ADD, FACT | {"year_from": "2011", "year_to": "2008"}, headers=headers)

    page = response.content.decode()
    assert (response.status_code, ProfileTrait.objects.count()) == (422, 0)
    assert "The first year is after the last one. Swap them." in page
    assert 'value="P.S. 81"' in page
    name, years = (re.search(rf'<input[^>]*name="{field}"[^>]*>', page) for field in ("name", "year_to"))
    assert name
    assert years
    assert ("aria-invalid" in name[0], "aria-invalid" in years[0]) == (False, True)


def test_a_year_that_is_none_gets_a_sentence_and_shows_its_field(client: Client) -> None:
    page = client.post(ADD, FACT | {"year_from": "long ago"}).content.decode()

    assert YEARS in page
    assert re.search(r"<details open>\s*<summary>Years, and who sees it", page)


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "https://bit.example/P.S.81"}, "Write its name, not a web address"),
        ({"name": "booking.com"}, "Write its name, not a web address: Booking instead of booking.com."),
        ({"year_to": str(timezone.now().year + YEARS_AHEAD + 1)}, YEARS),
        ({"year_from": "2090"}, YEARS),
    ],
)
def test_an_address_and_a_year_far_ahead_are_refused_and_kept_as_typed(
    typed: dict[str, str], sentence: str, headers: dict[str, str], client: Client
) -> None:
    response = client.post(ADD, FACT | typed, headers=headers)

    assert (response.status_code, sentence in response.text, ProfileTrait.objects.exists()) == (422, True, False)
    assert all(f'value="{words}"' in response.text for words in typed.values())


def test_a_year_soon_to_come_is_kept(client: Client, mina: User) -> None:
    soon = timezone.now().year + YEARS_AHEAD

    client.post(ADD, FACT | {"year_to": str(soon)})

    assert mina.traits.get().year_to == soon


@pytest.mark.parametrize(
    ("kind", "years", "shown"),
    [
        ("event", {"year_from": 2026}, ", 2026"),
        ("event", {"year_to": 2026}, ", 2026"),
        ("event", {"year_from": 2019, "year_to": 2026}, ", 2019\u20132026"),
        ("school", {"year_from": 2019}, ", 2019\u2013"),
    ],
)
def test_an_event_of_one_year_is_not_shown_as_going_on(
    kind: str, years: dict[str, Any], shown: str, client: Client, mina: User
) -> None:
    add_trait(mina, kind, "Print Fair", **years)

    pages = (page_of(client), client.get(reverse("profiles:person", args=[mina.pk])).text)
    assert [bool(re.search(rf"{shown}\s*<", page)) for page in pages] == [True, True]


def test_each_chip_tells_who_sees_it(client: Client, mina: User) -> None:
    for visibility, name in [("circle_mates", "#open"), ("introduced", "#kept"), ("hidden", "#own")]:
        add_trait(mina, "interest", name, visibility=visibility)

    chip = re.compile(r"<summary>(?=.*?chip).*?(#\w+).*?(my circles|people I met|only me).*?</summary>", re.DOTALL)

    assert chip.findall(page_of(client)) == [("#kept", "people I met"), ("#open", "my circles"), ("#own", "only me")]


def test_a_fact_is_changed(client: Client, mina: User) -> None:
    trait = add_trait(mina, "school", "P.S. 81")

    client.post(reverse("profiles:change_trait", args=[trait.pk]), {"visibility": "hidden", "year_to": "1995"})

    trait.refresh_from_db()
    assert (trait.visibility, trait.year_from, trait.year_to) == ("hidden", None, 1995)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_change_that_is_wrong_gets_a_sentence(headers: dict[str, str], client: Client, mina: User) -> None:
    trait = add_trait(mina, "school", "P.S. 81")
    url = reverse("profiles:change_trait", args=[trait.pk])

    wrong = {"visibility": "circle_mates", "year_from": "12", "year_to": "13"}
    response = client.post(url, wrong, headers=headers, follow=True)

    page = response.content.decode()
    assert (response.status_code, page.count(YEARS)) == (422, 1)
    assert ('<details class="fact" open>' in page, 'value="12"' in page, 'value="13"' in page) == (True, True, True)
    trait.refresh_from_db()
    assert (trait.year_from, trait.year_to) == (None, None)


def test_a_change_to_years_in_the_wrong_order_keeps_what_was_typed(client: Client, mina: User) -> None:
    trait = add_trait(mina, "school", "P.S. 81", visibility="hidden")
    typed = {"visibility": "introduced", "year_from": "2011", "year_to": "2008"}

    page = client.post(reverse("profiles:change_trait", args=[trait.pk]), typed).content.decode()

    assert "The first year is after the last one. Swap them." in page
    assert ('value="introduced" selected' in page, 'value="2011"' in page) == (True, True)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_fact_is_taken_off_and_put_back(headers: dict[str, str], client: Client, mina: User) -> None:
    trait = add_trait(mina, "interest", "#chess", year_from=1991, visibility="introduced")

    removed = client.post(reverse("profiles:remove_trait", args=[trait.pk]), headers=headers, follow=True)
    assert not mina.traits.exists()
    page = removed.content.decode()
    assert "Taken off: #chess." in page
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.split("Taken off")[1]))
    client.post(ADD, fields, headers=headers)

    back = mina.traits.get()
    assert (back.topic, back.kind, back.year_from, back.visibility) == (trait.topic, "interest", 1991, "introduced")
    assert "Taken off" not in page_of(client)


def test_a_fact_of_somebody_else_does_not_exist(client: Client, tom: User) -> None:
    other = add_trait(tom, "interest", "#maps")

    for name in ("profiles:change_trait", "profiles:remove_trait"):
        theirs = client.post(reverse(name, args=[other.pk]), {"visibility": "hidden"})
        nowhere = client.post(reverse(name, args=[999999]), {"visibility": "hidden"})
        assert (theirs.status_code, theirs.content) == (404, nowhere.content)
    other.refresh_from_db()
    assert other.visibility == "circle_mates"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_fact_that_is_taken_off_at_that_very_moment_gets_a_sentence(
    headers: dict[str, str], client: Client, mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    trait = add_trait(mina, "interest", "#maps")
    change = services.change_trait

    def too_late(trait: ProfileTrait, **said: Any) -> ProfileTrait:
        ProfileTrait.objects.all().delete()
        return change(trait, **said)

    monkeypatch.setattr(services, "change_trait", too_late)
    url = reverse("profiles:change_trait", args=[trait.pk])

    response = client.post(url, {"visibility": "hidden"}, headers=headers, follow=True)

    assert response.status_code == 200
    assert "This fact is not on your page any more. Add it again if you miss it." in response.content.decode()


def test_whoever_works_on_facts_is_told(client: Client, mina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr(bells, "_bells", [rung.append])

    client.post(ADD, FACT)
    trait = mina.traits.get()
    client.post(reverse("profiles:change_trait", args=[trait.pk]), {"visibility": "hidden"})
    client.post(reverse("profiles:remove_trait", args=[trait.pk]))

    assert rung == [mina.pk] * 3


def test_words_are_shown_as_words(client: Client, mina: User) -> None:
    add_trait(mina, "interest", "<script>alert(1)</script>")

    assert "<script>alert" not in page_of(client)
