"""Files and pieces of files that cannot be taken over: a sentence each."""

import json
from typing import Any

import pytest
from django.test import Client

from apps.profiles.models import Profile, User
from tests.profiles.importing import FACT, IMPORT, bring, choose, file, take


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (FACT | {"kind": "shoe size"}, "This place does not know what kind of fact it is."),
        (FACT | {"kind": ["school"]}, "This place does not know what kind of fact it is."),
        ("P.S. 81", "This place does not know what kind of fact it is."),
        (FACT | {"name": "x" * 81}, "Keep a fact to 80 characters."),
        (FACT | {"name": "x" * 10_000}, "Keep a fact to 80 characters."),
        (FACT | {"name": " \u0000 \ud800"}, "Write a word or two"),
        (FACT | {"name": 81}, "Write a word or two"),
    ],
)
def test_a_fact_that_cannot_be_kept_is_named_with_the_reason(fact: Any, why: str, mina: User, client: Client) -> None:
    page = choose(client, file(facts=[fact, FACT | {"name": "P.S. 82"}])).text
    take(client, page)

    assert ("What cannot be taken over" in page, why in page) == (True, True)
    assert [trait.name for trait in mina.traits.all()] == ["P.S. 82"]


@pytest.mark.parametrize(
    "years",
    [(1995, 1991), (10**400, None), (-1, 0), ("1991", None), (1991.5, None), (True, None), ([], {}), (None, 9999)],
)
def test_years_that_cannot_be_kept_stay_behind(years: tuple[Any, Any], mina: User, client: Client) -> None:
    page = choose(client, file(facts=[FACT | {"from": years[0], "to": years[1]}])).text
    take(client, page)

    assert "Its years cannot be read, and stay behind." in page
    assert (mina.traits.get().year_from, mina.traits.get().year_to) == (None, None)


@pytest.mark.parametrize(
    ("profile", "why"),
    [
        ({"name": "x" * 81}, "Keep your name to at most 80 characters."),
        ({"name": "🙂"}, "A name has at least one letter"),
        ({"pronouns": "x" * 41}, "It is longer than 40 characters."),
        ({"headline": "x" * 1_000_000}, "It is longer than 120 characters."),
        ({"name": "buy at shop.example.org"}, "A name holds no links here."),
        ({"about": {"a": 1}}, "It is not written in words."),
        ({"time_zone": "Middle/Earth"}, "This place does not know that time zone."),
        ({"photo": "data:image/svg+xml,<svg/>"}, "It is not written as a picture."),
        ({"photo": "data:image/jpeg;base64,é"}, "It is not written as a picture."),
        ({"photo": "data:image/jpeg;base64,AAAA"}, "This file is not a picture that can be read."),
        ({"facts": {"a": 1}}, "They are not written as a list."),
    ],
)
def test_words_that_cannot_be_kept_are_named_with_the_reason(profile: dict[str, Any], why: str, client: Client) -> None:
    page = choose(client, file(**profile)).text

    assert ("What cannot be taken over" in page, why in page) == (True, True)


@pytest.mark.usefixtures("towns")
@pytest.mark.parametrize("town", ["\ud800", "x\ud800", "\u202e", "\u0000" * 5000])
def test_half_a_character_in_a_town_is_no_town(town: str, mina: User, client: Client) -> None:
    where = {"latitude": 39.8, "longitude": -89.64, "town": town}

    page = choose(client, file(facts=[FACT | where])).text
    take(client, page)

    named = town.startswith("x")
    assert ("Where it was cannot be read, and stays behind." in page) is not named
    assert mina.traits.get().town == ("Springfield, IL" if named else "")


def test_ten_thousand_facts_are_more_than_a_profile_holds(mina: User, client: Client) -> None:
    page = choose(client, file(facts=[FACT | {"name": f"School {n}"} for n in range(10_000)])).text
    assert "only the first 300 are read." in page
    assert "A profile holds a hundred facts." in page

    take(client, page)

    assert mina.traits.count() == 100


NOT_READ = "This file cannot be read. Choose intro-net.json"
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "This file is empty."),
    "words": (b"hello", NOT_READ),
    "a list": (b"[]", NOT_READ),
    "a number": (b"1" * 100_000, NOT_READ),
    "deep lists": (b"[" * 1_000_000, NOT_READ),
    "deep objects": (b'{"profile":' * 100_000, NOT_READ),
    "deep and whole": (b'{"profile":{"name":' + b"[" * 90_000 + b"]" * 90_000 + b"}}", NOT_READ),
    "twice the same key": (b'{"profile": {"name": "a", "name": "b"}}', NOT_READ),
    "not a number": (b'{"profile": {"name": NaN}}', NOT_READ),
    "infinity": (b'{"profile": {"name": -Infinity}}', NOT_READ),
    "a huge number": (b'{"profile": {"name": ' + b"9" * 5000 + b"}}", NOT_READ),
    "latin": ('{"profile": {"name": "é"}}'.encode("latin-1"), NOT_READ),
    "cut": (b'{"profile": {"name": "Mi', NOT_READ),
    "half a character": ('{"profile": {"name": "é'.encode()[:-1], NOT_READ),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, NOT_READ),
    "gzip": (b"\x1f\x8b\x08" + b"\0" * 99, NOT_READ),
    "zip": (b"PK\x03\x04" + b"\0" * 99, "This is a ZIP."),
    "an empty zip": (b"PK\x05\x06" + b"\0" * 18, "This is a ZIP."),
    "large": (b" " * (8 * 1024 * 1024 + 1), "This file is larger than 8 MB."),
    "no profile": (b'{"format": 1}', "This file says nothing of a profile."),
    "no profile to speak of": (b'{"profile": []}', "This file says nothing of a profile."),
    "newer": (b'{"format": 2, "profile": {}}', "This file comes from a newer Intro Net"),
    "much newer": (b'{"format": ' + b"9" * 4000 + b', "profile": {}}', "This file comes from a newer Intro Net"),
    "a true format": (b'{"format": true, "profile": {}}', NOT_READ),
    "half a format": (b'{"format": 1.5, "profile": {}}', NOT_READ),
    "an endless format": (b'{"format": 1e999, "profile": {}}', NOT_READ),
    "no format": (b'{"format": null, "profile": {}}', NOT_READ),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_is_none_gets_a_sentence(kind: str, mina: User, client: Client) -> None:
    content, sentence = BAD_FILES[kind]

    response = choose(client, content)

    assert (response.status_code, sentence in response.text) == (422, True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_file_that_an_editor_saved_anew_is_read(encoding: str, client: Client) -> None:
    page = choose(client, json.dumps(file(about="Zażółć"), ensure_ascii=False).encode(encoding)).text

    assert "Zażółć" in page


def test_no_file_gets_a_sentence(client: Client) -> None:
    response = client.post(IMPORT)

    assert "Choose the file that “Download my data” gave you." in response.text
    assert response.status_code == 422


def test_what_cannot_be_seen_is_not_kept(mina: User, client: Client) -> None:
    bring(client, file(about="a\u0000b\ud800c\u202ed", facts=[FACT | {"name": "P.S.\u0007 81"}]))

    assert (Profile.objects.get(user=mina).about, mina.traits.get().name) == ("abcd", "P.S. 81")
