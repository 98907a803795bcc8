import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.profiles.models import Change, Profile, User
from tests.factories import add_trait
from tests.profiles.pictures import plain

EDIT = reverse("profiles:edit")
WORDS: dict[str, object] = {"name": "Mina", "headline": "", "about": "", "time_zone": "Europe/Berlin"}


def test_saving_keeps_clean_words_and_records_a_change(client: Client, mina: User) -> None:
    response = client.post(EDIT, WORDS | {"name": "Mina\u202e  Roth", "about": "One\r\ntwo\x07"}, follow=True)

    profile = Profile.objects.get(user=mina)
    assert (profile.name, profile.about, profile.time_zone) == ("Mina Roth", "One\ntwo", "Europe/Berlin")
    assert Change.objects.get().user_id == mina.pk
    assert "Saved." in response.content.decode()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"name": ""}, "Write the name that people know you by."),
        ({"name": "\u202e\u200b"}, "Write the name that people know you by."),
        ({"name": "Mina bit.ly/x"}, "Leave links out of your name"),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"headline": "x" * 121}, "at most 120 characters"),
        ({"about": "x" * 2001}, "at most 2000 characters"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice."),
    ],
)
def test_a_mistake_gets_a_sentence_and_keeps_what_was_typed(
    words: dict[str, object], sentence: str, client: Client, mina: User
) -> None:
    response = client.post(EDIT, WORDS | {"headline": "Still here"} | words)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "headline" in words or "Still here" in page
    assert Profile.objects.get(user=mina).headline == "Reads streets"


def test_a_photo_is_shown_and_taken_off(client: Client, mina: User) -> None:
    client.post(EDIT, WORDS | {"photo": plain()})
    photo = Profile.objects.get(user=mina).photo_url
    assert photo in client.get(EDIT).content.decode()

    client.post(reverse("profiles:remove_photo"), WORDS)

    page = client.get(EDIT).content.decode()
    assert (photo in page, "Your photo is gone." in page) == (False, True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "This file is empty."), (b"not a picture", "This file is not a picture that can be read.")],
)
def test_a_bad_photo_loses_nothing_else_of_the_form(content: bytes, sentence: str, client: Client, mina: User) -> None:
    response = client.post(EDIT, WORDS | {"headline": "Still here", "photo": SimpleUploadedFile("me.png", content)})

    page = response.content.decode()
    assert response.status_code == 422
    assert (sentence in page, 'value="Still here"' in page) == (True, True)
    assert (Profile.objects.get(user=mina).photo.name, Change.objects.count()) == ("", 0)


def test_the_zone_that_is_kept_is_chosen(client: Client, mina: User) -> None:
    Profile.objects.filter(user=mina).update(time_zone="US/Eastern")

    assert '<option value="US/Eastern" selected>' in client.get(EDIT).content.decode()


def test_no_id_stands_twice_on_the_page(client: Client, mina: User) -> None:
    for name in ("#maps", "#bees"):
        add_trait(mina, "interest", name)

    ids = re.findall(r'\sid="([^"]+)"', client.get(EDIT).content.decode())

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("facts", [0, 40])
def test_the_page_takes_the_same_queries_for_few_facts_and_for_many(
    facts: int, client: Client, mina: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(facts):
        add_trait(mina, "interest", f"#topic{number}")

    # session, user, profile, the form's own copy of the profile, facts with their topics
    with django_assert_num_queries(6):
        client.get(EDIT)
