import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.bench.limits import TIME_TO_TAKE_BACK
from apps.bench.models import Prepared
from apps.bench.services.asking import ask_due
from apps.circles.models import Circle
from apps.introductions.models import Introduction
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from tests.factories import connect, join, make_circle, make_user
from tests.introductions.scenes import ENDING, SEALED, SHADOWS, ask, masked, say_nothing, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def carol() -> User:
    return make_user("Carol Curator")


@pytest.fixture
def mina() -> User:
    return make_user("Mina Park")


@pytest.fixture
def jonas() -> User:
    return make_user("Jonas Weber")


@pytest.fixture
def cleo() -> User:
    return make_user("Cleo Third")


@pytest.fixture
def circle(carol: User, mina: User, jonas: User, cleo: User) -> Circle:
    return make_circle("marketing", curator=carol, members=[mina, jonas, cleo])


def address(tag: str) -> str:
    return reverse("bench:introduce", args=[tag])


def read(user: User, tag: str) -> str:
    response = signed_in(user).get(address(tag))
    assert response.status_code == 200
    return str(response.text)


def later() -> datetime:
    """When nothing that was sent just now can be taken back any more."""
    return timezone.now() + TIME_TO_TAKE_BACK


def post(user: User, circle: Circle, *people: User, note: str = "Meet.") -> tuple[int, str]:
    """The status, and the page one lands on."""
    form = {"people": [person.pk for person in people], "note": note}
    client = signed_in(user)
    response = client.post(address(circle.tag), form)
    page = client.get(response.headers["Location"]) if response.status_code == 302 else response
    return response.status_code, page.text


def test_it_offers_the_members_whom_the_curator_may_see(circle: Circle, carol: User, at: datetime) -> None:
    bob, sam = make_user("Bob Blocker"), make_user("Sam Suspended")
    for user in (bob, sam):
        join(circle, user)
    block(bob, carol, at=at)
    User.objects.filter(pk=sam.pk).update(suspended_at=at)

    page = read(carol, circle.tag).split("<main")[1]

    offered = re.findall(r"(Mina Park|Jonas Weber|Cleo Third|Carol Curator|Bob Blocker|Sam Suspended)", page)
    assert offered == ["Cleo Third", "Jonas Weber", "Mina Park"]


def test_with_chooses_somebody_and_nonsense_chooses_nobody(circle: Circle, carol: User, mina: User) -> None:
    page = signed_in(carol).get(f"{address(circle.tag)}?with={mina.pk}&with=x&with=²&with={10**30}").text

    assert re.findall(r'value="(\d+)"[^>]* checked', page) == [str(mina.pk)]


def test_without_members_it_leads_to_inviting(carol: User) -> None:
    make_circle("empty", curator=carol)

    assert "There is nobody here to introduce yet." in read(carol, "empty")


def test_asking_is_confirmed(circle: Circle, carol: User, mina: User, jonas: User) -> None:
    status, page = post(carol, circle, mina, jonas, note="One\r\ntwo")

    assert (status, "Jonas Weber and Mina Park are asked in five minutes." in page) == (302, True)
    assert (ask_due(at=later()), Introduction.objects.get().note) == (1, "One\ntwo")


@pytest.mark.parametrize("happening", SHADOWS)
def test_asking_for_a_shadow_is_answered_like_any_other(
    happening: str, circle: Circle, carol: User, mina: User, jonas: User
) -> None:
    twins = [make_user(user.profile.name) for user in (mina, jonas)]
    for twin in twins:
        join(circle, twin)
    SHADOWS[happening](circle, mina, jonas, timezone.now())
    Introduction.objects.filter(circle=circle).update(origin="wish")  # off the list, so that one page is like the other

    pages = []
    for two in (twins, [mina, jonas]):
        sent = post(carol, circle, *two)
        assert ask_due(at=later()) == 1
        asked = signed_in(carol).get(reverse("bench:sitting", args=[circle.tag])).text
        pages.append((sent[0], masked(sent[1]), masked(asked)))
        Introduction.objects.filter(circle=circle).update(origin="wish")

    assert Introduction.objects.order_by("-pk")[0].shadow
    assert pages[0] == pages[1]


@pytest.mark.parametrize("happening", [*SEALED, "block"])
def test_asking_again_tells_nothing_of_what_became_of_the_first(
    happening: str, circle: Circle, carol: User, mina: User, jonas: User
) -> None:
    first, at = ask(circle, mina, jonas), timezone.now()

    (SEALED | ENDING).get(happening, say_nothing)(first, mina, jonas, at)

    status, page = post(carol, circle, jonas, mina)
    assert (status, "already being asked in this circle" in page) == (422, True)
    assert Introduction.objects.count() == 1


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("", "Write a sentence"),
        ("   ", "Write a sentence"),
        ("See www.example.org", "Leave links out."),
        ("x" * 501, "at most 500 characters"),
    ],
)
def test_a_note_that_does_not_do_stays_with_a_sentence(
    note: str, sentence: str, circle: Circle, carol: User, mina: User, jonas: User
) -> None:
    status, page = post(carol, circle, mina, jonas, note=note)

    assert (status, sentence in page, note in page) == (422, True, True)
    assert Prepared.objects.count() == 0


def test_a_note_of_500_characters_in_lines_is_sent(circle: Circle, carol: User, mina: User, jonas: User) -> None:
    status, _page = post(carol, circle, mina, jonas, note=("x" * 9 + "\r\n") * 49 + "x" * 10)

    assert (status, len(Prepared.objects.get().note)) == (302, 500)


def test_fewer_than_two_more_than_six_and_people_who_know_each_other_get_a_sentence(
    circle: Circle, carol: User, mina: User, jonas: User
) -> None:
    seven = [make_user() for _ in range(7)]
    for user in seven:
        join(circle, user)
    connect(mina, jonas, circle=circle)

    for people, sentence in (
        ([], "Choose at least two people."),
        ([mina], "Choose two to six different"),
        (seven, "Choose two to six different"),
        ([mina, jonas], "already know each other"),
    ):
        status, page = post(carol, circle, *people)
        assert (status, sentence in page) == (422, True), sentence


def test_whoever_is_gone_blocked_or_never_was_there_is_one_and_the_same(
    circle: Circle, carol: User, mina: User, jonas: User, cleo: User, at: datetime
) -> None:
    block(jonas, carol, at=at)
    circle.memberships.filter(user=cleo).delete()
    client, pages = signed_in(carol), []
    for pk in (jonas.pk, cleo.pk, 999_999, 10**19, "x"):
        response = client.post(address(circle.tag), {"people": [mina.pk, pk], "note": "Meet."})
        pages.append((response.status_code, "One of these people is no longer in the circle." in response.text))

    assert pages[:4] == [(422, True)] * 4
    assert (pages[4][0], Prepared.objects.count()) == (422, 0)


def test_only_curators_of_a_circle_that_runs_find_it(circle: Circle, carol: User, mina: User, at: datetime) -> None:
    closed = make_circle("closed", curator=carol, closed_at=at)

    for user, tag in ((mina, circle.tag), (make_user(), circle.tag), (carol, closed.tag)):
        real, none = (signed_in(user).get(address(name)) for name in (tag, "no-such-circle"))
        assert (real.status_code, real.content, real.headers) == (404, none.content, none.headers)


@pytest.mark.parametrize("count", [1, 20])
def test_it_asks_the_same_number_of_queries_for_many_members(
    count: int, circle: Circle, carol: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        join(circle, make_user())
    client = signed_in(carol)

    # session, user, own profile, circle, members, the invited, and each once more for its pills
    with django_assert_num_queries(8):
        client.get(address(circle.tag))


def test_a_persons_page_leads_the_curators_of_their_circles_to_introducing_them(
    circle: Circle, carol: User, mina: User, jonas: User, at: datetime
) -> None:
    make_circle("elsewhere", curator=carol)
    make_circle("closed", curator=carol, members=[mina], closed_at=at)
    connect(mina, jonas)
    person = reverse("profiles:person", args=[mina.pk])

    ways = re.findall(r'href="(/circles/[^"]+/introduce/[^"]+)"', signed_in(carol).get(person).text)

    assert ways == [f"/circles/marketing/introduce/?with={mina.pk}"]
    assert "/introduce/" not in signed_in(jonas).get(person).text


def ticks(page: str) -> dict[str, bool]:
    found = re.findall(r'name="people" value="(\d+)"([^>]*)>\s*([^<]+?)\s*<', page)
    return {name: "checked" in rest for _pk, rest, name in found}


def test_in_a_long_list_people_are_found_by_a_part_of_the_name_and_nothing_typed_is_lost(
    circle: Circle, carol: User, mina: User, jonas: User
) -> None:
    assert 'name="q"' not in read(carol, "marketing")
    for number in range(20):
        join(circle, make_user(f"Somebody {number}"))
    assert 'name="q"' in read(carol, "marketing")
    client, typed = signed_in(carol), {"people": [mina.pk], "note": "Meet, you two.", "find": "1"}

    found = client.post(address("marketing"), typed | {"q": "WEBER"})
    nobody = client.post(address("marketing"), typed | {"q": "Zyx", "people": []})
    sent = client.post(address("marketing"), {"people": [mina.pk, jonas.pk], "note": "Meet, you two."})

    assert (found.status_code, ticks(found.text)) == (200, {"Jonas Weber": False, "Mina Park": True})
    assert (">\nMeet, you two.</textarea>" in found.text, 'value="WEBER"' in found.text) == (True, True)
    assert ("Nobody here is called so." in nobody.text, ticks(nobody.text)) == (True, {})
    assert (sent.status_code, Prepared.objects.count()) == (302, 1)
