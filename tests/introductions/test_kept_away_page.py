"""The page of a no to somebody whom its reader never wants to meet, and the list of what they let pass."""

import pytest

from apps.circles.models import Circle, SeenBy
from apps.introductions.models import NeverWith
from apps.profiles.models import User
from tests.introductions.scenes import ask, put_to_all, read, say_no, signed_in, url
from tests.introductions.test_passed_page import post

pytestmark = pytest.mark.django_db
AFTER_ALL, FIRST = "Yes, after all", "take that back first"
TO_THE_LIST = f'href="{url("passed")}#never"'


def offered(page: str) -> list[bool]:
    return [words in page for words in (AFTER_ALL, "Yes, with this", FIRST, TO_THE_LIST)]


def test_while_it_stands_no_yes_is_offered_but_the_way_to_take_it_back(circle: Circle, mina: User, jonas: User) -> None:
    asked = ask(circle, mina, jonas)
    post(mina, "never", jonas.pk)

    page = read(mina, "detail", asked.pk)
    assert "You asked never to be introduced to Jonas." in page
    assert offered(page) == [False, False, True, True]

    post(mina, "take_back", NeverWith.objects.get().pk)
    assert offered(read(mina, "detail", asked.pk)) == [True, True, False, False]


def test_in_a_group_nobody_is_named(circle: Circle, mina: User, jonas: User, cleo: User) -> None:
    asked = put_to_all(ask(circle, mina, jonas, cleo))
    post(mina, "never", jonas.pk)

    page = read(mina, "detail", asked.pk)

    assert "You asked never to be introduced to one of these people." in page
    assert offered(page) == [False, False, True, True]


def test_the_other_reads_what_they_read_before(circle: Circle, mina: User, jonas: User) -> None:
    asked = ask(circle, mina, jonas)
    say_no(asked, jonas, mina, asked.asked_at)
    post(mina, "never", jonas.pk)

    assert offered(read(jonas, "detail", asked.pk)) == [True, True, False, False]


def test_of_whom_a_first_name_is_told_it_does_not_tell_who_that_is(circle: Circle, mina: User, jonas: User) -> None:
    Circle.objects.filter(pk=circle.pk).update(members_seen_by=SeenBy.CURATORS)
    asked = ask(circle, mina, jonas)
    say_no(asked, mina, jonas, asked.asked_at)
    NeverWith.objects.create(user=mina, other=jonas, at=asked.asked_at)

    assert offered(read(mina, "detail", asked.pk)) == [True, True, False, False]


def test_where_something_is_listed_nothing_is_said_to_be_empty(circle: Circle, mina: User, jonas: User) -> None:
    assert "Nothing yet." in read(mina, "passed")

    asked = ask(circle, mina, jonas)
    say_no(asked, mina, jonas, asked.asked_at)

    page = signed_in(mina).get(url("passed")).text
    assert ["Nothing yet." in page, "You said no" in page, 'aria-labelledby="over"' in page] == [False, True, False]
