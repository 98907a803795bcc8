import pytest
from django.urls import get_resolver

from intro_net.rooms import _VIEWS, HEADS, room_of
from tests.test_access import names_of


@pytest.mark.parametrize(
    ("view", "room"),
    [
        ("home", "today"),
        ("circles:list", "circles"),
        ("circles:invite", "circles"),
        ("circles:seen_in", "you"),
        ("bench:sitting", "circles"),
        ("introductions:people", "people"),
        ("introductions:conversation", "people"),
        ("introductions:envelope", "people"),
        ("introductions:passed", "you"),
        ("introductions:pitches", "circles"),
        ("meetings:meeting", "people"),
        ("profiles:edit", "you"),
        ("profiles:settings", "you"),
        ("profiles:take_import", "you"),
        ("profiles:person", ""),
        ("account_email", "you"),
        ("socialaccount_connections", "you"),
        ("mfa_index", "you"),
        ("usersessions_list", "you"),
        ("staff:reports", ""),
        ("", ""),
    ],
)
def test_a_page_stands_in_a_room(view: str, room: str) -> None:
    assert room_of(view) == room


def test_an_introduction_stands_where_its_reader_comes_from() -> None:
    assert [room_of("introductions:detail", mine=mine) for mine in (True, False)] == ["today", "circles"]


def test_every_page_that_is_named_exists() -> None:
    known = {name for _route, name in names_of(get_resolver().url_patterns)}

    assert {view for view in (*HEADS, *_VIEWS) if view not in known} == set()
