"""What this room adds to a circle's page and to a person's page."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Circle, Role
from apps.introductions.models import Answer, Introduction
from apps.profiles import slots
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import erase
from tests.factories import join, make_user
from tests.introductions.scenes import (
    ENDING,
    SEALED,
    SHADOWS,
    ask,
    conversation_of,
    masked,
    say_yes,
    signed_in,
    steady,
    url,
)

pytestmark = pytest.mark.django_db


def on_circle(user: User, circle: Circle) -> str:
    """The section, empty where there is none."""
    page = signed_in(user).get(reverse("circles:detail", args=[circle.tag])).text
    found = re.search(r'aria-labelledby="introductions-here">(.*?)</section>', page, re.DOTALL)
    return steady(" ".join(found[1].split())) if found else ""


def on_person(user: User, person: User) -> str:
    return str(signed_in(user).get(reverse("profiles:person", args=[person.pk])).text)


def test_curators_read_on_the_circle_what_was_introduced_and_how_it_stands(
    circle: Circle, carol: User, mina: User, jonas: User, cleo: User
) -> None:
    ask(circle, mina, cleo, at=timezone.now() - timedelta(days=11))
    conversation_of(circle, mina, jonas)
    ask(circle, cleo, jonas)

    section = on_circle(carol, circle)

    read = re.findall(r"((?:\w+ \w+) and (?:\w+ \w+))\s*</a>.*?· ([\w ]+)</p>", section)
    assert read == [
        ("Jonas Weber and Cleo Third", "asked"),
        ("Mina Park and Jonas Weber", "met"),
        ("Mina Park and Cleo Third", "did not happen"),
    ]


def test_members_read_nothing_of_it(circle: Circle, mina: User, jonas: User, cleo: User) -> None:
    conversation_of(circle, mina, jonas)

    assert [on_circle(user, circle) for user in (mina, cleo)] == ["", ""]


@pytest.mark.parametrize("happening", SEALED | ENDING)
def test_nothing_changes_for_curators_before_the_closing_time(
    happening: str, circle: Circle, carol: User, mina: User, jonas: User
) -> None:
    introduction = ask(circle, mina, jonas)
    before = on_circle(carol, circle)

    (SEALED | ENDING)[happening](introduction, mina, jonas, timezone.now())

    assert on_circle(carol, circle) == before


def test_names_stand_in_one_order_whoever_answers_first(circle: Circle, carol: User, mina: User, jonas: User) -> None:
    introduction = ask(circle, mina, jonas)
    before = on_circle(carol, circle)

    # As the database may hold them after an answer was written.
    value = Answer.objects.get(user=mina)
    value.delete()
    Answer.objects.create(introduction=introduction, user=mina)

    assert on_circle(carol, circle) == before


@pytest.mark.parametrize("happening", SHADOWS)
def test_a_shadow_reads_like_an_ask(happening: str, circle: Circle, carol: User, mina: User, jonas: User) -> None:
    real = ask(circle, mina, jonas)
    shown = masked(on_circle(carol, circle))
    real.delete()
    SHADOWS[happening](circle, mina, jonas, timezone.now())
    Introduction.objects.filter(circle=circle).update(origin="wish")

    shadow = ask(circle, mina, jonas)

    assert (shadow.shadow, masked(on_circle(carol, circle))) == (True, shown)


def test_a_curator_reads_there_neither_what_they_are_asked_themselves_nor_of_people_a_block_keeps_apart(
    circle: Circle, carol: User, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    co_curator = make_user("Co Curator")
    join(circle, co_curator, role=Role.CURATOR)
    block(mina, co_curator, at=at)
    ask(circle, mina, co_curator)
    ask(circle, jonas, co_curator)
    ask(circle, mina, jonas)
    ask(circle, jonas, cleo)

    told = [re.findall(r"(\w+) \w+ and (\w+) \w+\s*</a>", on_circle(user, circle)) for user in (carol, co_curator)]

    assert told == [[("Jonas", "Cleo"), ("Mina", "Jonas"), ("Jonas", "Co"), ("Mina", "Co")], [("Jonas", "Cleo")]]


def test_an_erased_person_is_a_former_member(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    conversation_of(circle, mina, jonas)

    erase(jonas, at=at)

    assert ["Mina Park and a former member" in on_circle(carol, circle), "Jonas" in on_circle(carol, circle)] == [
        True,
        False,
    ]


@pytest.mark.parametrize("count", [1, 8])
def test_the_section_asks_the_same_number_of_queries_for_many(
    count: int,
    circle: Circle,
    carol: User,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = [make_user() for _ in range(2 * count)]
    for user in people:
        join(circle, user)
    for number in range(count):
        say_yes(ask(circle, *people[2 * number : 2 * number + 2]), people[2 * number])
    ours = [filler for filler in slots._fillers["circle"] if filler.__module__ == "apps.introductions.sections"]
    monkeypatch.setattr(slots, "_fillers", {"circle": ours})
    client = signed_in(carol)

    # the page's own 10, and introductions, answers, people, profiles
    with django_assert_num_queries(18):
        client.get(reverse("circles:detail", args=[circle.tag]))


def test_a_persons_page_tells_how_one_met_them(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, at=at)

    assert "met through Carol Curator, in #marketing, March 2026" in on_person(mina, jonas)
    assert url("conversation", conversation.pk) in on_person(jonas, mina)
    assert "met through" not in on_person(cleo, jonas) + on_person(jonas, cleo)


def test_a_persons_page_names_no_blocked_introducer_and_links_no_closed_conversation(
    circle: Circle, carol: User, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, cleo, at=at)
    block(carol, mina, at=at)
    block(mina, jonas, at=at)

    page = on_person(mina, cleo)

    assert ["Carol" in page, "met in #marketing" in page] == [False, True]
    assert url("conversation", conversation.pk) not in page
