"""Who sees what of a person: every relation, every visibility, through every page of the profiles room."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.instance.pictures import squared
from apps.profiles.models import Block, Profile, ProfileTrait, User
from apps.profiles.services.photos import set_photo
from tests.factories import AT, add_trait, connect, make_circle, make_user
from tests.profiles.pictures import plain

pytestmark = pytest.mark.django_db

OPEN, KEPT, OWN = "canaryopen", "canarykept", "canaryown"
VISIBILITIES = {OPEN: "circle_mates", KEPT: "introduced", OWN: "hidden"}


def share_a_circle(tom: User, reader: User) -> None:
    make_circle(members=[tom, reader])


def leave_a_circle(tom: User, reader: User) -> None:
    make_circle(members=[tom, reader]).memberships.filter(user=tom).delete()


def know_one_person(tom: User, reader: User) -> None:
    between = make_user("Between")
    connect(tom, between)
    connect(between, reader)


def block(tom: User, reader: User) -> None:
    Block.objects.create(blocker=tom, blocked=reader, since=AT)


def be_blocked(tom: User, reader: User) -> None:
    Block.objects.create(blocker=reader, blocked=tom, since=AT)


def make_staff(tom: User, reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(is_staff=True, is_superuser=True)


# How each kind of reader stands to Tom.
STANDING: dict[str, list[Callable[[User, User], object]]] = {
    "circle-mate": [share_a_circle],
    "met": [connect],
    "met, and in his circle": [share_a_circle, connect],
    "in a circle he has left": [leave_a_circle],
    "stranger": [],
    "circle-mate whom he blocked": [share_a_circle, block],
    "circle-mate who blocked him": [share_a_circle, be_blocked],
    "met, and blocked since": [connect, block],
    "knows somebody he met": [know_one_person],
    "staff": [make_staff],
}
# What they may read of him; of anybody else not even that he exists.
READS = {"circle-mate": {OPEN}, "met": {OPEN, KEPT}, "met, and in his circle": {OPEN, KEPT}}
# Of somebody suspended, erased or without a log-in nothing is shown to anybody.
ABSENT = [{"suspended_at": AT}, {"is_active": False}]


@pytest.fixture
def tom() -> User:
    tom = make_user("CANARY-NAME", headline="CANARY-HEADLINE", about="CANARY-ABOUT")
    for name, visibility in VISIBILITIES.items():
        add_trait(tom, "interest", name, visibility=visibility)
    set_photo(tom, squared(plain(40, 40)))
    return User.objects.get(pk=tom.pk)


def reader_of(tom: User, relation: str) -> User:
    reader = make_user("Reader")
    for step in STANDING[relation]:
        step(tom, reader)
    return User.objects.get(pk=reader.pk)


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def page(browser: Client, name: str, user_id: int) -> tuple[int, bytes, dict[str, str]]:
    response = browser.get(reverse(f"profiles:{name}", args=[user_id]))
    return response.status_code, response.content, dict(response.headers)


def offered(browser: Client) -> str:
    return browser.get(reverse("profiles:topics"), {"kind": "interest", "name": "canary"}).content.decode()


def facts_in(text: str) -> set[str]:
    return {name for name in VISIBILITIES if name in text}


@pytest.mark.parametrize("relation", STANDING)
def test_the_funnels_let_through_what_the_relation_allows(relation: str, tom: User) -> None:
    reader = reader_of(tom, relation)

    seen = set(ProfileTrait.objects.visible_to(reader).filter(user=tom).values_list("topic__name", flat=True))

    assert seen == READS.get(relation, set())
    assert Profile.objects.visible_to(reader).filter(user=tom).exists() == (relation in READS)


@pytest.mark.parametrize("relation", READS)
def test_the_page_shows_what_the_relation_allows(relation: str, tom: User) -> None:
    browser = browser_of(reader_of(tom, relation))

    status, content, _headers = page(browser, "person", tom.pk)

    assert (status, facts_in(content.decode()), b"CANARY-ABOUT" in content) == (200, READS[relation], True)
    assert page(browser, "photo", tom.pk)[0] == 200


@pytest.mark.parametrize("name", ["person", "photo"])
@pytest.mark.parametrize("relation", sorted(set(STANDING) - set(READS)))
def test_for_others_the_pages_do_not_exist(relation: str, name: str, tom: User) -> None:
    browser = browser_of(reader_of(tom, relation))

    assert page(browser, name, tom.pk) == page(browser, name, 999999)
    assert page(browser, name, tom.pk)[0] == 404


def test_one_reads_everything_of_oneself_and_sees_ones_page_as_circle_mates_do(tom: User) -> None:
    browser = browser_of(tom)

    assert facts_in(browser.get(reverse("profiles:edit")).content.decode()) == set(VISIBILITIES)
    assert facts_in(page(browser, "person", tom.pk)[1].decode()) == {OPEN}


@pytest.mark.parametrize("relation", STANDING)
def test_autocomplete_offers_open_facts_of_visible_people_only(relation: str, tom: User) -> None:
    browser = browser_of(reader_of(tom, relation))

    assert facts_in(offered(browser)) == READS.get(relation, set()) & {OPEN}


@pytest.mark.parametrize("fields", ABSENT)
@pytest.mark.parametrize("relation", ["circle-mate", "met, and in his circle"])
def test_nothing_is_shown_of_somebody_who_is_not_there(relation: str, fields: dict[str, object], tom: User) -> None:
    browser = browser_of(reader_of(tom, relation))
    User.objects.filter(pk=tom.pk).update(**fields)

    assert page(browser, "person", tom.pk) == page(browser, "person", 999999)
    assert page(browser, "photo", tom.pk) == page(browser, "photo", 999999)
    assert facts_in(offered(browser)) == set()


def test_hiding_a_fact_takes_effect_with_the_next_request(tom: User) -> None:
    browser = browser_of(reader_of(tom, "circle-mate"))
    assert facts_in(page(browser, "person", tom.pk)[1].decode()) == {OPEN}

    tom.traits.filter(topic__name=OPEN).update(visibility="hidden")

    assert facts_in(page(browser, "person", tom.pk)[1].decode()) == set()
    assert facts_in(offered(browser)) == set()


def test_strangers_learn_nothing_by_adding_a_fact_that_somebody_hides(tom: User) -> None:
    """The vocabulary is shared: the name that comes back is as one typed it, but for case and punctuation."""
    browser = browser_of(make_user("Stranger"))
    fact = {"kind": "interest", "visibility": "circle_mates"}

    known = browser.post(reverse("profiles:add_trait"), fact | {"name": OWN}, follow=True)
    new = browser.post(reverse("profiles:add_trait"), fact | {"name": "nobody says this"}, follow=True)

    assert (known.status_code, known.redirect_chain) == (new.status_code, new.redirect_chain)
    assert "CANARY" not in known.content.decode()


def test_no_number_stands_beside_anybodys_name(tom: User) -> None:
    """The page is the same however many people Tom knows, and however many circles he is in."""
    browser = browser_of(reader_of(tom, "circle-mate"))
    before = page(browser, "person", tom.pk)[1]

    for _ in range(7):
        connect(tom, make_user())
        make_circle(members=[tom])

    assert masked(page(browser, "person", tom.pk)[1]) == masked(before)


def test_reading_a_page_writes_nothing(tom: User) -> None:
    browser = browser_of(reader_of(tom, "circle-mate"))

    with CaptureQueriesContext(connection) as queries:
        page(browser, "person", tom.pk)

    # PostgreSQL declares a cursor for a SELECT that is read in pieces, and copies a large one out.
    reads = re.compile(r"SELECT|DECLARE|COPY \(SELECT .*\) TO STDOUT", re.DOTALL)
    assert [query["sql"] for query in queries if not reads.match(query["sql"])] == []


def masked(content: bytes) -> bytes:
    return re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", content)
