import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.profiles.models import LaterWord, ProfileTrait, Topic, User
from apps.profiles.services.merging import merge
from apps.profiles.services.traits import add_trait as say
from apps.profiles.services.traits import remove_trait
from apps.profiles.services.vocabulary import count_holders, forget_unheld, work_out_spellings
from apps.profiles.topics import OFFERED, topics_for
from tests.factories import add_trait, make_circle, make_topic, make_user


def names(user: User, text: str, kind: str = "interest") -> list[str]:
    return [topic.name for topic in topics_for(user, kind=kind, text=text)]


def test_what_begins_with_the_text_comes_first_and_then_where_a_later_word_does(mina: User) -> None:
    for name in ("Old maps", "maps", "Map rooms", "bookmaps", "atlas"):
        make_topic("interest", name, approved=True)

    assert names(mina, "ma") == ["Map rooms", "maps", "Old maps"]
    assert names(mina, "#MAPS") == ["maps", "Old maps"]


def test_a_later_word_finds_what_was_said_merged_or_imported(mina: User, tom: User, at: datetime) -> None:
    said = say(tom, kind="interest", name="#New York maps", at=at)
    merge(make_topic("interest", "Atlases", approved=True), "Books of maps", at=at)
    Topic.objects.create(vocabulary="interest", name="Road maps", folded="road maps", approved=True)
    make_circle(members=[mina, tom])

    assert names(mina, "map") == ["New York maps"]
    work_out_spellings()
    assert names(mina, "map") == ["New York maps", "Road maps"]
    assert names(mina, "york m") == ["New York maps"]

    remove_trait(said, at=at)
    forget_unheld(at=at)
    forget_unheld(at=at + timedelta(minutes=6))
    assert LaterWord.objects.filter(text__startswith="york").count() == 0


def test_a_hash_looks_among_interests_whatever_the_kind(mina: User) -> None:
    for vocabulary in ("interest", "school", "help"):
        make_topic(vocabulary, f"yan {vocabulary}", approved=True)

    assert names(mina, "#yan", kind="school") == ["yan interest"]
    assert names(mina, "yan", kind="school") == ["yan school"]
    assert names(mina, "yan", kind="seeks") == names(mina, "yan", kind="offers") == ["yan help"]


def test_one_letter_is_too_few_and_eight_entries_are_enough(mina: User) -> None:
    for number in range(12):
        make_topic("interest", f"maps {number:02}", approved=True)

    assert names(mina, "m") == []
    assert names(mina, "#m") == []
    assert len(names(mina, "ma")) == OFFERED


@pytest.mark.parametrize("text", ["%%", "__", "ma%", "\\", "'; --", "\x00\x00"])
def test_signs_that_mean_something_to_a_database_mean_nothing_here(text: str, mina: User) -> None:
    make_topic("interest", "bees", approved=True)

    assert names(mina, text) == []


def test_what_somebody_in_a_circle_says_openly_is_offered(mina: User, tom: User) -> None:
    add_trait(tom, "interest", "#letterpress")
    assert names(mina, "lett") == []

    make_circle(members=[mina, tom])

    assert names(mina, "lett") == ["letterpress"]


@pytest.mark.parametrize(("holders", "offered"), [(4, []), (5, ["yankees"])])
def test_what_five_people_say_openly_is_offered_to_anybody(holders: int, offered: list[str], mina: User) -> None:
    for _ in range(holders):
        add_trait(make_user(), "interest", "#yankees")
    # None of these counts.
    for visibility in ("introduced", "hidden"):
        add_trait(make_user(), "interest", "#yankees", visibility=visibility)
    gone = make_user()
    add_trait(gone, "interest", "#yankees")
    User.objects.filter(pk=gone.pk).update(suspended_at="2026-01-01T00:00Z")

    count_holders()

    assert names(mina, "yan") == offered


def test_whoever_hides_it_since_the_last_count_does_not_count(mina: User) -> None:
    facts = [add_trait(make_user(), "interest", "#yankees") for _ in range(5)]
    count_holders()
    assert names(mina, "yan") == ["yankees"]

    ProfileTrait.objects.filter(pk=facts[0].pk).update(visibility="hidden")

    assert names(mina, "yan") == []
    count_holders()
    assert not Topic.objects.get().widely_held


def test_another_spelling_leads_to_the_entry_it_means(mina: User, at: datetime) -> None:
    entry = make_topic("team", "New York Yankees", approved=True)
    for name in ("NY Yankees", "NYY"):
        merge(entry, name, at=at)

    assert [names(mina, text, kind="team") for text in ("ny", "yank", "york")] == [["New York Yankees"]] * 3

    Topic.objects.filter(pk=entry.pk).update(approved=False)
    assert names(mina, "ny", kind="team") == []


def test_the_page_offers_options_and_pins_its_queries(
    client: Client, mina: User, tom: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_circle(members=[mina, tom])
    for name in ("#maps", '#mapping "places"'):
        add_trait(tom, "interest", name)

    # session, user, profile; and of what begins so and what goes on so, what is approved, what is seen and which many
    # hold
    with django_assert_num_queries(9):
        page = client.get(reverse("profiles:topics"), {"name": "#map", "kind": "school"}).content.decode()

    assert re.findall('value="([^"]*)"', page) == ["#mapping &quot;places&quot;", "#maps"]


def test_an_unknown_kind_is_taken_for_an_interest(client: Client) -> None:
    make_topic("interest", "maps", approved=True)

    assert "maps" in client.get(reverse("profiles:topics"), {"name": "map", "kind": "shoe"}).content.decode()
