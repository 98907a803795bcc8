"""Names in any script, of one word or many."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.profiles import naming
from apps.profiles.models import Profile, User
from tests.factories import make_circle, make_user
from tests.profiles.conftest import signed_in
from tests.profiles.test_profile_page import EDIT, WORDS

ZWJ, ZWNJ = "\u200d", "\u200c"


@pytest.mark.parametrize(
    ("name", "first", "initials"),
    [
        ("Mina Roth", "Mina", "MR"),
        ("Björk", "Björk", "B"),
        ("Ana Maria de la Cruz", "Ana", "AC"),
        ("ölçer şen", "ölçer", "ÖŞ"),
        ("ßeta", "ßeta", "ß"),
        ("田中 太郎", "田中 太郎", "田太"),
        ("김민수", "김민수", "김"),
        ("王秀英", "王秀英", "王"),
        ("محمد علي", "محمد", "م"),
        ("عبد الله حسن", "عبد الله", "ع"),
        ("דוד כהן", "דוד", "דכ"),
        ("क्षितिज शर्मा", "क्षितिज", "क्षिश"),
        ("Q\u0301uinn A\u030a\u0301sa", "Q\u0301uinn", "Q\u0301Ǻ"),
        ("🌻 Lena 🌻", "Lena", "L"),
        ("“Ace” (Bo) Ng", "“Ace”", "AN"),
        ("Dr. Ada Lovelace", "Dr. Ada", "AL"),
        ("X Æ A-12", "X", "XA"),
    ],
)
def test_what_somebody_is_called_and_their_initials(name: str, first: str, initials: str) -> None:
    profile = Profile(name=naming.clean(name))

    assert (profile.first_name, profile.initials) == (naming.clean(first), naming.clean(initials))


def test_somebody_without_a_name_has_no_initials() -> None:
    assert (Profile().initials, Profile().first_name) == ("", "Somebody without a name yet")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Mina \u3000 Roth ", "Mina Roth"),
        ("Mina\u202e\u2066\u061cRoth\u200b", "MinaRoth"),
        ("Mi\U000e0041na\ue000\u2800Ro\u034fth", "Mina Ro th"),
        (f"An{ZWJ}na{ZWNJ} Mül{ZWNJ}ler{ZWJ}", "Anna Müller"),
        (f"علی{ZWNJ}رضا", f"علی{ZWNJ}رضا"),
        (f"क्{ZWJ}ष", f"क्{ZWJ}ष"),
        (f"Ada 👩{ZWJ}💻", f"Ada 👩{ZWJ}💻"),
        ("Jose\u0301", "José"),
        ("\u0301\u0302 \u0301Zoe", "Zoe"),
        ("Z" + "\u0335" * 60 + "oe", "Z" + "\u0335" * 4 + "oe"),
    ],
)
def test_what_cannot_be_seen_is_cleaned_out_of_a_name(written: str, kept: str) -> None:
    assert naming.clean(written) == kept


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("🌻🌻", "at least one letter"),
        ("1234 .", "at least one letter"),
        ("\u0301\u0302", "Write the name that people know you by."),
        ("\u3164\u200b", "Write the name that people know you by."),
        ("x" * 81, "at most 80 characters"),
        ("ж" * 100_000, "at most 80 characters"),
    ],
)
def test_what_is_no_name_gets_a_sentence(name: str, sentence: str, client: Client, mina: User) -> None:
    answer = client.post(EDIT, WORDS | {"name": name, "headline": "Still here"})

    assert (answer.status_code, sentence in answer.text, "Still here" in answer.text) == (422, True, True)
    assert Profile.objects.get(user=mina).name == "Mina Park"


@pytest.mark.parametrize("letter", ["x", "\u0958", "क्षि", "葛\U000e0100", "Q\u0301"])
def test_eighty_characters_are_counted_as_they_are_read(letter: str, client: Client, mina: User) -> None:
    client.post(EDIT, WORDS | {"name": letter * 80})

    kept = Profile.objects.get(user=mina).name
    assert kept == naming.clean(letter * 80)
    assert "at most 80 characters" in client.post(EDIT, WORDS | {"name": letter * 81}).text


def test_the_browser_does_not_cut_a_name_off(client: Client) -> None:
    field = re.search(r'<input[^>]*id="id_name"[^>]*>', client.get(EDIT).text)

    assert field is not None
    assert "maxlength" not in field[0]


def test_pronouns_and_how_it_is_said_stand_beside_the_name(client: Client, mina: User, tom: User) -> None:
    make_circle(members=[mina, tom])
    client.post(EDIT, WORDS | {"pronouns": " she/\u202eher ", "pronunciation": "MEE-nah <b>"})

    seen = signed_in(tom).get(reverse("profiles:person", args=[mina.pk])).text

    assert "<bdi>she/her · “MEE-nah &lt;b&gt;”</bdi>" in seen
    assert "she/her" in client.get(reverse("profiles:person", args=[mina.pk])).text
    stranger = signed_in(make_user()).get(reverse("profiles:person", args=[mina.pk]))
    assert (stranger.status_code, "she/her" in stranger.text) == (404, False)


def test_they_are_short(client: Client, mina: User) -> None:
    answer = client.post(EDIT, WORDS | {"pronouns": "x" * 41, "pronunciation": "y" * 81})

    assert (answer.status_code, "at most 40" in answer.text, "at most 80" in answer.text) == (422, True, True)
    assert "<details open>" in answer.text


def test_an_invitations_name_is_taken_only_where_it_is_one(client: Client, mina: User) -> None:
    assert [naming.is_usable(naming.clean(name)) for name in ("Ana Ruiz", "🌻", "")] == [True, False, False]
