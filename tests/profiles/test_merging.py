"""Spellings that mean one thing, found by themselves or made one by staff, and taken back."""

from datetime import datetime

import pytest

from apps.profiles.models import Change, ProfileTrait, Topic
from apps.profiles.services.merging import CannotMerge, merge, settle_all, take_back
from apps.profiles.services.traits import add_trait
from apps.profiles.services.vocabulary import GRACE, forget_unheld, work_out_spellings
from tests.factories import make_topic, make_user

pytestmark = pytest.mark.django_db
NAME = "New York Yankees"


def said(at: datetime, *names: str, kind: str = "team") -> list[ProfileTrait]:
    return [add_trait(make_user(), kind=kind, name=name, at=at) for name in names]


def state() -> list[tuple[str, str, str]]:
    """Of each fact: the entry, how its holder reads it, and as what it was said."""
    rows = ProfileTrait.objects.select_related("topic", "spelt_as").order_by("pk")
    return [(row.topic.name, row.name, row.spelt_as.name if row.spelt_as else "") for row in rows]


def test_another_spelling_finds_the_entry_and_stays_the_persons_own(at: datetime) -> None:
    said(at, "St. Mary's High School", "Saint Marys HS", "St. Mary's School", kind="school")

    assert state() == [
        ("St. Mary's High School", "St. Mary's High School", ""),
        ("St. Mary's High School", "Saint Marys HS", ""),
        ("St. Mary's School", "St. Mary's School", ""),
    ]


def test_what_an_import_brought_is_found_once_its_spelling_is_worked_out(at: datetime) -> None:
    make_topic("school", "St. Mary's High School")
    assert [work_out_spellings(), work_out_spellings()] == [1, 0]

    said(at, "Saint Marys HS", kind="school")

    assert Topic.objects.count() == 1


def test_merging_moves_facts_with_their_spelling_and_later_ones_follow(at: datetime) -> None:
    said(at, NAME, "NY Yankees", "Bronx Bombers")
    entry = Topic.objects.get(name=NAME)
    Change.objects.all().delete()

    for name in ("NY Yankees", "bronx bombers", "The Bombers"):
        merge(entry, name, at=at)
    assert Change.objects.count() == 2
    said(at, "ny yankees", "Bombers")

    assert state() == [
        (NAME, NAME, ""),
        (NAME, "NY Yankees", "NY Yankees"),
        (NAME, "Bronx Bombers", "Bronx Bombers"),
        (NAME, "ny yankees", "NY Yankees"),
        (NAME, "Bombers", "The Bombers"),
    ]


def test_taking_it_back_leaves_everything_as_it_was(at: datetime) -> None:
    said(at, NAME, "NY Yankees", "NY Yankees")
    before = state()
    spelling = merge(Topic.objects.get(name=NAME), "NY Yankees", at=at)

    take_back(spelling, at=at)
    take_back(Topic.objects.get(pk=spelling.pk), at=at)

    assert state() == before


def test_who_says_both_keeps_both(at: datetime) -> None:
    mina = make_user()
    for name in (NAME, "NY Yankees"):
        add_trait(mina, kind="team", name=name, at=at)

    spelling = merge(Topic.objects.get(name=NAME), "NY Yankees", at=at)

    assert state() == [(NAME, NAME, ""), ("NY Yankees", "NY Yankees", "")]
    take_back(spelling, at=at)
    assert state() == [(NAME, NAME, ""), ("NY Yankees", "NY Yankees", "")]


def test_spellings_of_a_spelling_follow_it(at: datetime) -> None:
    said(at, NAME, "NY Yankees")
    middle = Topic.objects.get(name="NY Yankees")
    merge(middle, "The Bombers", at=at)

    merge(Topic.objects.get(name=NAME), "NY Yankees", at=at)
    said(at, "The Bombers")

    assert state()[-1] == (NAME, "The Bombers", "The Bombers")


def test_an_entry_is_not_made_one_with_itself_nor_with_two(at: datetime) -> None:
    said(at, NAME, "Mets")
    yankees, mets = Topic.objects.get(name=NAME), Topic.objects.get(name="Mets")
    merge(yankees, "Bombers", at=at)

    for entry, name in ((yankees, "new york  YANKEES"), (mets, "Bombers")):
        with pytest.raises(CannotMerge):
            merge(entry, name, at=at)


def test_what_was_said_while_it_was_merged_is_settled_later(at: datetime) -> None:
    said(at, NAME, "NY Yankees")
    spelling = merge(Topic.objects.get(name=NAME), "NY Yankees", at=at)
    ProfileTrait.objects.create(user=make_user(), kind="team", topic=spelling)

    settle_all(at=at)
    settle_all(at=at)

    assert state()[-1] == (NAME, "NY Yankees", "NY Yankees")


def test_what_staff_had_a_hand_in_is_not_forgotten(at: datetime) -> None:
    facts = said(at, NAME, "NY Yankees")
    merge(Topic.objects.get(name=NAME), "NY Yankees", at=at)
    for fact in facts:
        fact.refresh_from_db()
        fact.delete()

    forget_unheld(at=at)
    forget_unheld(at=at + 2 * GRACE)

    assert set(Topic.objects.values_list("name", flat=True)) == {NAME, "NY Yankees"}
