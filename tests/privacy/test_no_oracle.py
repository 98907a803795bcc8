"""Whoever brings a meeting learns of nobody whom they may not see on it: an address of nobody, of a member of no circle
of theirs, of somebody who does not let themselves be recognised by it, who paused, or who blocked them is one and the
same answer, by the same questions to the database, in the same time, and nothing of it stays. Times are compared with
SOAK, in which each address is looked up two thousand times."""

import logging
import os
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle, Membership
from apps.meetings.looking_up import Recognisable, Seen
from apps.meetings.models import Attendee, Meeting
from apps.meetings.reading.events import Person
from apps.meetings.services import keeping, pasting
from apps.meetings.views import bringing
from apps.profiles import recognition
from apps.profiles.models import AddressSwitch, Block, Profile, User
from tests.factories import join, make_circle, make_user
from tests.introductions.scenes import signed_in
from tests.matching.scenes import crowd
from tests.meetings.scenes import ics, upload

pytestmark = pytest.mark.django_db
SOAK = bool(os.environ.get("SOAK"))
TIMES = 2000 if SOAK else 5
NOBODY, CASES = "nobod", ("nobod", "stran", "hidde", "pause", "block")
SHOWN = "shown"
COMING = reverse("meetings:coming")
NAME = "Quill Feather"
# Of what is asked with the session, and of the page that is given back.
_MOVING = re.compile(r"'(?:[^']|'')*'|\d+")


def address(case: str) -> str:
    return f"{case}@quill.example"


@dataclass
class Place:
    mina: User
    circle: Circle


@pytest.fixture
def place(db: None) -> Place:
    """Mina's circle, in which everybody is but the stranger; and one who may be shown, so that there is something to
    find."""
    mina = make_user("Mina Park")
    people = {case: make_user(f"{case.title()} Person", email=address(case)) for case in (*CASES[1:], SHOWN)}
    circle = make_circle("marketing", members=[mina, *(people[case] for case in people if case != "stran"), *crowd(30)])
    make_circle("elsewhere", members=[people["stran"]])
    AddressSwitch.objects.create(address=EmailAddress.objects.get(user=people["hidde"]), on=False)
    Profile.objects.filter(user=people["pause"]).update(paused_at=timezone.now())
    Block.objects.create(blocker=people["block"], blocked=mina, since=timezone.now())
    return Place(mina, circle)


@pytest.fixture
def browser(place: Place) -> Client:
    """Of somebody who has looked around here before."""
    client = signed_in(place.mina)
    client.get(COMING)
    bring(client, address(NOBODY))
    client.get(COMING)
    return client


def bring(client: Client, *addresses: str, name: str = NAME, title: str = "A call") -> str:
    """As a file; the answer, whole."""
    people = [Person(name, one) for one in addresses]
    return masked(client.post(COMING, {"file": upload(ics(*people, at=timezone.now(), title=title))}))


def paste(client: Client, *addresses: str, name: str = NAME, title: str = "A call") -> str:
    written = "\n".join(f"{name} <{one}>" for one in addresses)
    return masked(client.post(COMING, {"written": written, "title": title}))


def masked(response: "object") -> str:
    """With its headers, without what no two answers have alike."""
    kept = [item for item in response.headers.items() if item[0] != "X-Request-ID"]  # type: ignore[attr-defined]  # a response
    headers = sorted(f"{name}: {value}" for name, value in kept)
    text = f"{response.status_code} {headers} {response.content.decode()}"  # type: ignore[attr-defined]  # a response
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"|nonce[=-]"?[\w+/=-]+|datetime="[^"]+"|\d+:\d\d(:\d\d)?', "", text)
    return re.sub(r"/meetings/[\w-]{22}/", "/meetings/SLUG/", text)


def journey(client: Client, case: str, name: str = NAME) -> tuple[list[str], list[str], list[str]]:
    """What Mina reads when she brings a meeting with that address, how the database was asked for it, and the whole of
    it unmasked."""
    with CaptureQueriesContext(connection) as queries:
        pages = [bring(client, address(case), name=name), masked(client.get(COMING))]
        pages += [paste(client, address(case), name=name), masked(client.get(COMING)), masked(client.get("/"))]
    asked = [query["sql"] for query in queries]
    return pages, [_MOVING.sub("?", sql) for sql in asked], asked


def rows() -> set[tuple[str, object]]:
    """All that is kept, but for sessions."""
    models = [model for model in apps.get_models() if "session" not in model._meta.label.lower()]
    return {(model._meta.label, row) for model in models for row in model._base_manager.values_list()}


def test_five_that_are_not_shown_are_one_answer(browser: Client) -> None:
    pages = {case: journey(browser, case)[0] for case in CASES}

    assert "Nobody in it is somebody you may recognise here" in pages[NOBODY][1]
    assert [case for case in CASES if pages[case] != pages[NOBODY]] == []
    assert journey(browser, SHOWN)[0] != pages[NOBODY]


def test_five_that_are_not_shown_are_the_same_questions(browser: Client) -> None:
    found = {case: journey(browser, case) for case in CASES}

    assert len(found[NOBODY][1]) > 10
    assert [case for case in CASES if found[case][1] != found[NOBODY][1]] == []
    # Nor is the database asked for whom one looks for.
    assert [sql for _pages, _masked, asked in found.values() for sql in asked if "quill" in sql.lower()] == []
    assert journey(browser, SHOWN)[1] != found[NOBODY][1]


def test_five_that_are_not_shown_beside_one_who_is(browser: Client) -> None:
    """The page of the meeting, its row, and what is asked for them. What is worked out once was so before."""
    found = {}
    for case in (NOBODY, *CASES):
        with CaptureQueriesContext(connection) as queries:
            answer = bring(browser, address(SHOWN), address(case), title=f"Quill, Feather, {case}")
            slug = Meeting.objects.get().slug
            page = masked(browser.get(reverse("meetings:meeting", args=[slug])))
        kept = list(Meeting.objects.values_list("title", "attendees__person__profile__name"))
        found[case] = (answer, page, kept, [_MOVING.sub("?", query["sql"]) for query in queries])
        Meeting.objects.all().delete()

    assert found[NOBODY][2] == [("", "Shown Person")]
    assert [case for case in CASES if found[case] != found[NOBODY]] == []


@pytest.mark.parametrize("case", CASES[1:])
def test_an_address_adds_nothing_to_a_name(case: str, browser: Client) -> None:
    """A name that Mina reads in her circle is a maybe, whoever's the address beside it is."""
    name = f"{case.title()} Person"

    theirs = journey(browser, case, name)
    Meeting.objects.all().delete()
    nobodys = journey(browser, NOBODY, name)

    assert (theirs[0], theirs[1]) == (nobodys[0], nobodys[1])
    assert Attendee.objects.exists() == (case in {"hidde", "pause"})


@pytest.mark.parametrize("case", CASES)
def test_nothing_of_it_stays(case: str, browser: Client, caplog: pytest.LogCaptureFixture) -> None:
    before = rows()

    with caplog.at_level(logging.DEBUG):
        journey(browser, case)

    assert rows() == before
    assert len(caplog.records) > 1
    assert [line for line in caplog.text.lower().splitlines() if "quill" in line or "a call" in line] == []
    assert cache._cache.keys()  # type: ignore[attr-defined]  # of tests, in memory: how often somebody looked
    assert [key for key, value in cache._cache.items() if b"quill" in f"{key}{value}".lower().encode()] == []  # type: ignore[attr-defined]  # as above


def test_of_one_who_is_shown_something_stays(browser: Client) -> None:
    before = rows()

    journey(browser, SHOWN)

    assert {label for label, _row in rows() - before} == {"meetings.Meeting", "meetings.Attendee"}


class StepByStep(Recognisable):
    """Looks as one would without thinking of it: whether there is such a person, and then whether they may be seen."""

    def find(self, person: Person, ways: Sequence[str]) -> list[Seen]:
        user = User.objects.filter(emailaddress__email=person.address).first()
        if user is None or not Membership.objects.filter(user=user, circle__tag="marketing").exists():
            return []
        found = recognition.recognised([person.address], User.objects.get(profile__name="Mina Park"))
        return [Seen(one.pk) for one in found]


class OneByOne(Recognisable):
    """Asks for each address, all at once."""

    def find(self, person: Person, ways: Sequence[str]) -> list[Seen]:
        viewer = User.objects.get(profile__name="Mina Park")
        return [Seen(one.pk) for one in recognition.recognised([person.address], viewer)]


@pytest.mark.parametrize("way", [StepByStep, OneByOne])
def test_a_look_up_that_asks_for_an_address_is_caught(
    way: Callable[..., Recognisable], browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (keeping, pasting):
        monkeypatch.setattr(room, "recognisable_by", lambda _viewer: way(frozenset(), {}))

    found = {case: journey(browser, case) for case in CASES}

    assert [case for case in CASES if found[case][0] != found[NOBODY][0]] == []
    asked_for = [sql for _pages, _masked, asked in found.values() for sql in asked if "quill" in sql.lower()]
    differ = [case for case in CASES if found[case][1] != found[NOBODY][1]]
    assert (len(asked_for) >= len(CASES), bool(differ)) == (True, way is StepByStep)


def test_five_that_are_not_shown_take_the_same_time(
    place: Place, browser: Client, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    monkeypatch.setattr(bringing, "READINGS", f"{10 * TIMES}/h/user")
    for user in crowd(300 if SOAK else 0):
        join(place.circle, user)
    order = [case for case in CASES for _time in range(TIMES)]
    random.Random(9).shuffle(order)
    taken: dict[str, list[float]] = {case: [] for case in CASES}

    for case in order:
        cache.clear()
        browser.cookies.pop("messages", None)
        begin = time.perf_counter()
        paste(browser, address(case))
        taken[case].append(time.perf_counter() - begin)

    found = {case: round(_auc(taken[case], taken[NOBODY]), 3) for case in CASES[1:]}
    record_property("auc", str(found))
    record_property("median_ms", str({case: round(1000 * float(np.median(some)), 2) for case, some in taken.items()}))
    assert {len(some) for some in taken.values()} == {TIMES}
    assert not SOAK or [case for case, auc in found.items() if not 0.45 <= auc <= 0.55] == []


def _auc(some: list[float], others: list[float]) -> float:
    """How likely one of these took longer than one of the others; a half where nobody can tell them apart."""
    ordered = np.sort(others)
    below, upto = np.searchsorted(ordered, some, "left"), np.searchsorted(ordered, some, "right")
    return float((below + upto).sum() / 2 / len(some) / len(others))


def test_what_takes_longer_is_seen_in_the_times() -> None:
    fast, slow = [1.0, 2.0, 3.0], [2.0, 3.0, 4.0]

    assert (_auc(fast, fast), _auc(slow, fast), _auc([9.0], fast)) == (0.5, 7 / 9, 1.0)
