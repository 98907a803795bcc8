"""Every field of every form of one's own pages takes whatever comes: never an error of the server, nothing lost of the
rest of the form, and no row with a character that cannot be read."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.circles.models import Circle, Question
from apps.profiles.models import Profile, User
from tests.factories import add_trait, make_circle
from tests.privacy.life import everything
from tests.profiles.nasty import HUGE, NASTY

pytestmark = pytest.mark.django_db
UNREADABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Form:
    """One that is sent, with what somebody typed rightly."""

    name: str
    typed: dict[str, str]
    args: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    # The fields to be filled badly, where that is not each.
    only: tuple[str, ...] = ()


FACT = {"name": "Typed school", "kind": "school", "visibility": "introduced", "year_from": "1991", "year_to": "1995"}
YEARS = {"visibility": "introduced", "year_from": "1991", "year_to": "1995"}
BEEN = {
    "school": "Typed school", "school_from": "1991", "school_to": "1995",
    "employer": "Typed employer", "employer_from": "2001", "employer_to": "2005", "place": "Typed place",
}  # fmt: skip
STEP = "circles:welcome_step"
FORMS = {
    "profile": Form(
        "profiles:edit",
        {"name": "Typed name", "headline": "Typed headline", "about": "Typed about", "time_zone": "Europe/Oslo"},
    ),
    "fact": Form("profiles:add_trait", FACT, only=("name",)),
    "fact, by htmx": Form("profiles:add_trait", FACT | {"exceptions": "", "may_match": ""}, headers=HTMX),
    "change": Form("profiles:change_trait", YEARS, {"trait_id": "trait"}, only=("year_to",)),
    "change, by htmx": Form("profiles:change_trait", YEARS | {"may_match": ""}, {"trait_id": "trait"}, HTMX),
    "pause": Form("profiles:pause", {"paused": "yes", "until": "2026-12-24"}),
    "privacy": Form("profiles:privacy", {"may_be_named": "yes"}),
    "import": Form("profiles:import", {"file": "x"}),
    "offer": Form("profiles:take_import", {"offer": "x", "take": "name"}),
    "undo": Form("profiles:undo_import", {"undo": "x"}),
    "where a fact is seen": Form("circles:seen_in", {"circles": "1", "later": "on"}, {"trait_id": "trait"}),
    "welcome 1": Form(STEP, {"name": "Typed name", "here": "Europe/Oslo"}, {"number": "1"}),
    "welcome 2": Form(STEP, {"tapped": "", "more": "Typed more", "question_1": "Typed answer"}, {"number": "2"}),
    "welcome 3": Form(STEP, BEEN, {"number": "3"}, only=("school", "school_from", "employer_to", "place")),
    "welcome 4": Form(STEP, {"seeks": "Typed seeks", "offers": "Typed offers"}, {"number": "4"}),
}
_FIELDS = [(form, name) for form, values in FORMS.items() for name in values.only or values.typed]
FIELDS = [(place, form, name) for place, (form, name) in enumerate(_FIELDS)]


@pytest.fixture
def circle(mina: User) -> Circle:
    circle = make_circle("choir", members=[mina])
    Question.objects.create(circle=circle, position=1, words="What do you sing?", kind="interest")
    return circle


@pytest.fixture
def address(mina: User, circle: Circle) -> Callable[[Form], str]:
    trait = add_trait(mina, "school", "Public School")
    values = {"trait": trait.pk}

    def of(form: Form) -> str:
        args: dict[str, Any] = {key: values.get(value, value) for key, value in form.args.items()}
        return reverse(form.name, kwargs=args | ({"tag": circle.tag} if form.name.startswith(STEP) else {}))

    return of


def send(client: Client, url: str, typed: dict[str, str], headers: dict[str, str]) -> Any:
    """As bytes: a program sends what no browser would."""
    content = urlencode(typed, errors="surrogatepass")
    return client.post(url, content, content_type="application/x-www-form-urlencoded", headers=headers)


def is_refused(page: str) -> bool:
    return 'class="errorlist' in page


def lost(typed: dict[str, str], page: str) -> list[str]:
    """What stands neither as words in a field nor as what is chosen."""
    chosen = set(re.findall(r'value="([^"]*)" (?:selected|checked)', page))
    words = re.sub(r"<option[^>]*>", "", page)
    return [key for key, value in typed.items() if escape(value) not in chosen and escape(value) not in words]


def unreadable() -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in everything() if UNREADABLE.search(value))


def answers(client: Client, url: str, form: Form, key: str, values: dict[str, str]) -> None:
    for kind, value in values.items():
        response = send(client, url, form.typed | {key: value}, form.headers)

        assert response.status_code in {200, 302, 422}, kind
        if response.status_code == 422:
            page = response.content.decode()
            assert is_refused(page), kind
            others = {other: typed for other, typed in form.typed.items() if other != key and typed}
            assert lost(others, page) == [], kind
    assert list(unreadable()) == []


@pytest.mark.parametrize(("place", "name", "key"), FIELDS, ids=[f"{form}: {key}" for _place, form, key in FIELDS])
def test_whatever_is_typed_gets_an_answer(
    place: int, name: str, key: str, client: Client, address: Callable[[Form], str]
) -> None:
    """Every value goes into every third field, or with SOAK into each."""
    values = NASTY if os.environ.get("SOAK") else dict(list(NASTY.items())[place % 3 :: 3])

    answers(client, address(FORMS[name]), FORMS[name], key, values)


@pytest.mark.parametrize("name", FORMS if os.environ.get("SOAK") else ("profile", "fact", "welcome 2", "offer"))
def test_megabytes_get_an_answer(name: str, client: Client, address: Callable[[Form], str]) -> None:
    answers(client, address(FORMS[name]), FORMS[name], next(iter(FORMS[name].typed)), HUGE)


CHIPS = {"welcome 2": "tapped", "fact": "name", "where a fact is seen": "circles"}


@pytest.mark.parametrize("name", CHIPS)
def test_a_thousand_chips_get_an_answer(name: str, client: Client, address: Callable[[Form], str]) -> None:
    many = [str(number) for number in range(2500)]
    content = urlencode(FORMS[name].typed | {CHIPS[name]: many}, doseq=True)

    answer = client.post(address(FORMS[name]), content, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in {302, 422}
    assert answer.status_code == 302 or is_refused(answer.text)


def test_a_thousand_facts_in_one_line_get_one_sentence(
    client: Client, mina: User, address: Callable[[Form], str]
) -> None:
    form = FORMS["welcome 2"]

    for count in (250, 1000):
        line = ",".join(str(number) for number in range(count))
        page = client.post(address(form), form.typed | {"more": line}).content.decode()
        assert "A profile holds a hundred facts." in page or "at most 1000 characters" in page
        assert (page.count('class="errorlist'), "Typed answer" in page, mina.traits.count()) == (1, True, 1)


QUERIES = {
    "topics": (reverse("profiles:topics"), ("name", "kind", "field")),
    "profile": (reverse("profiles:edit"), ("name",)),
    "import": (reverse("profiles:import"), ("file",)),
}


@pytest.mark.parametrize("name", [*QUERIES, "person"])
def test_whatever_stands_in_an_address_gets_an_answer(name: str, client: Client, mina: User) -> None:
    url, keys = QUERIES.get(name) or (reverse("profiles:person", args=[mina.pk]), ("as",))
    for kind, value in NASTY.items():
        query = urlencode(dict.fromkeys(keys, value), errors="surrogatepass")
        assert client.get(f"{url}?{query}").status_code == 200, kind


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_a_number_that_nobody_has_is_not_there(number: int, client: Client) -> None:
    pages = ["profiles:change_trait", "profiles:remove_trait", "profiles:block", "profiles:unblock", "circles:seen_in"]
    for page in pages:
        name = "trait_id" if "trait" in page or "seen" in page else "user_id"
        assert client.post(reverse(page, kwargs={name: number}), YEARS).status_code == 404, page
    for page in ("profiles:person", "profiles:photo"):
        assert client.get(reverse(page, args=[number])).status_code == 404
    assert client.post(reverse("profiles:sign_out", args=[number])).status_code == 404


@pytest.mark.parametrize("name", ["profile", "welcome 1"])
def test_a_photo_that_is_none_keeps_what_was_typed(name: str, client: Client, address: Callable[[Form], str]) -> None:
    for content in (b"", b"<svg/>", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, b"\xff" * 8_400_000):
        photo = SimpleUploadedFile("me\u202egnp.png", content)
        answer = client.post(address(FORMS[name]), FORMS[name].typed | {"photo": photo})

        page = answer.content.decode()
        assert (answer.status_code, is_refused(page)) == (422, True)
        assert lost(FORMS[name].typed, page) == []


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Adak", "Africa/Monrovia", "UTC"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1582-10-10", "2026-02-30", "١٩٩٩-01-01", "1e5"])
def test_a_pause_until_an_impossible_day_gets_a_sentence(zone: str, day: str, client: Client, mina: User) -> None:
    Profile.objects.filter(user=mina).update(time_zone=zone)

    answer = client.post(reverse("profiles:pause"), {"paused": "yes", "until": day})

    assert (answer.status_code, "Choose a day after today, within a year." in answer.text) == (422, True)


@pytest.mark.parametrize(("written", "kept"), [("२००८", 2008), ("٢٠٠٨", 2008), ("2008.0", 2008), (" 2008 ", 2008)])
def test_a_year_is_read_however_it_is_written(written: str, kept: int, client: Client, mina: User) -> None:
    client.post(reverse("profiles:add_trait"), FACT | {"year_from": written, "year_to": ""})

    assert mina.traits.get().year_from == kept
