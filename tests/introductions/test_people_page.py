from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Circle
from apps.introductions.services.keeping import leave
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from apps.profiles.services.leaving import erase
from tests.factories import connect, make_user
from tests.introductions.scenes import conversation_of, read, signed_in, url

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_nobody_yet(mina: User) -> None:
    assert "Nobody yet." in read(mina, "people")


def test_it_tells_through_whom_where_and_when_one_met(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, at=at)
    connect(mina, cleo, origin="acquaintance", circle=circle)
    connect(mina, make_user("Wim Wished"), circle=circle)

    page = read(mina, "people")

    for words in ("Jonas Weber", "met through Carol Curator, in #marketing, March 2026", "you know each other already"):
        assert words in page
    assert page.count("met in #marketing, March 2026") == 1
    assert page.count(url("conversation", conversation.pk)) == 1


def test_the_way_to_a_conversation_is_before_the_way_to_a_block(circle: Circle, mina: User, jonas: User) -> None:
    conversation = conversation_of(circle, mina, jonas)

    page = signed_in(mina).get(reverse("profiles:person", args=[jonas.pk])).text

    assert page.count(url("conversation", conversation.pk)) == 1
    assert page.index(url("conversation", conversation.pk)) < page.index(reverse("profiles:block", args=[jonas.pk]))


def test_conversations_one_left_are_linked_once_there_are_some(circle: Circle, mina: User, jonas: User) -> None:
    conversation = conversation_of(circle, mina, jonas)
    before = read(mina, "people")

    leave(conversation, user=mina, at=timezone.now())

    pages = (before, read(mina, "people"), read(jonas, "people"))
    assert [url("left") in page for page in pages] == [False, True, False]


def test_what_one_let_pass_and_whom_one_keeps_away_are_found_from_there(mina: User) -> None:
    page = read(mina, "people")

    assert [f'href="{url("passed")}{anchor}"' in page for anchor in ("", "#never")] == [True, True]


def test_others_connections_are_not_there(circle: Circle, mina: User, jonas: User, cleo: User) -> None:
    connect(jonas, cleo)

    assert "Jonas" not in read(mina, "people")


@pytest.mark.parametrize("gone", ["blocked", "who blocked", "suspended", "erased"])
def test_whoever_is_not_there_for_the_reader_is_left_out(
    gone: str, circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    for user in (jonas, cleo):
        conversation_of(circle, mina, user)
    if gone == "blocked":
        block(mina, jonas, at=at)
    if gone == "who blocked":
        block(jonas, mina, at=at)
    if gone == "suspended":
        User.objects.filter(pk=jonas.pk).update(suspended_at=at)
    if gone == "erased":
        erase(jonas, at=at)

    page = read(mina, "people")

    assert ["Jonas" in page, "without a name" in page, "Cleo Third" in page] == [False, False, True]


def test_an_introducer_is_named_only_where_the_reader_may_know_of_them(
    circle: Circle, carol: User, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    conversation_of(circle, mina, jonas, at=at)
    conversation_of(circle, jonas, cleo, at=at)

    block(carol, mina, at=at)

    assert "Carol" not in read(mina, "people")
    assert "met in #marketing, March 2026" in read(mina, "people")
    assert "met through Carol" in read(cleo, "people")
    erase(carol, at=at)
    assert "met through a former member, in #marketing" in read(cleo, "people")


def test_a_conversation_that_does_not_open_is_not_linked(
    circle: Circle, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    conversation = conversation_of(circle, mina, jonas, cleo)

    block(mina, jonas, at=at)

    page = read(mina, "people")
    assert ("Cleo Third" in page, url("conversation", conversation.pk) in page) == (True, False)
    assert url("conversation", conversation.pk) in read(cleo, "people")


def test_names_are_escaped(circle: Circle, mina: User) -> None:
    connect(mina, make_user("<b>Bob</b>"))

    page = read(mina, "people")

    assert ["<b>Bob" in page, "&lt;b&gt;Bob" in page] == [False, True]


def test_long_lists_go_on_with_rows_alone(mina: User, at: datetime) -> None:
    for number in range(70):
        connect(mina, make_user(f"Person {number:02}"), since=at - timedelta(days=number))
    client = signed_in(mina)

    first, rest = client.get(url("people")).text, client.get(url("people") + "?page=2", headers=HTMX).text

    assert ["Person 59" in first, "Person 60" in first, "?page=2" in first] == [True, False, True]
    assert ["Person 59" in rest, "Person 60" in rest, "Person 69" in rest] == [False, True, True]
    assert ["<h1" in rest, "?page=3" in rest] == [False, False]
    # A number of people stands nowhere.
    assert not any(number in first for number in (">70", " 70 ", "(70)", ">60", " 60 ", "(60)"))


@pytest.mark.parametrize("count", [1, 20])
def test_it_asks_the_same_number_of_queries_for_many_people(
    count: int, circle: Circle, mina: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for week in range(count):
        other = make_user()
        circle.memberships.create(user=other, joined_at=circle.created_at)
        conversation_of(circle, mina, other, at=timezone.now() - timedelta(weeks=count - week))
        connect(mina, make_user(), origin="acquaintance")
    client = signed_in(mina)

    # session, user, own profile, the list, whether there is a conversation that was left
    with django_assert_num_queries(6):
        client.get(url("people"))
