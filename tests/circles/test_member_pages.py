"""The pages of a circle, as its members see them."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Acquaintance, Circle, JoinRequest, Membership, Role
from apps.profiles import slots
from apps.profiles.models import Block, User
from tests.circles.visits import make_invitation, page, signed_in
from tests.factories import join, make_circle, make_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_the_list_names_the_keepers_and_keeps_closed_circles_apart(circle: Circle, mina: User, at: datetime) -> None:
    make_circle("makers", curator=mina)
    make_circle("old", curator=mina, closed_at=at)
    make_circle("elsewhere")

    text = page(mina, "list")

    assert ["#marketing" in text, "#makers" in text, "#old" in text, "#elsewhere" in text] == [True, True, True, False]
    assert "kept by David Smith" in text
    assert "kept by you" in text
    assert text.index("Closed circles") < text.index("#old")


def test_a_keeper_whom_the_reader_blocked_is_not_named(circle: Circle, david: User, mina: User, at: datetime) -> None:
    Block.objects.create(blocker=mina, blocked=david, since=at)

    assert "David Smith" not in page(mina, "list") + page(mina, "detail", circle.tag)


def test_the_list_asks_the_same_number_of_queries_for_many_circles(
    circle: Circle, david: User, mina: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_circle(curator=david, members=[mina])
    client = signed_in(mina)

    with django_assert_num_queries(10):
        client.get(reverse("circles:list"))


@pytest.mark.parametrize("people", [1, 20])
def test_a_circles_page_asks_the_same_number_of_queries_for_many_members(
    circle: Circle,
    david: User,
    people: int,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slots, "_fillers", {})
    for number in range(people):
        join(circle, make_user())
        make_invitation(circle, david, f"a{number}@example.org")
        JoinRequest.objects.create(circle=circle, user=make_user(), asked_at=circle.created_at)
    client = signed_in(david)

    with django_assert_num_queries(14):
        client.get(reverse("circles:detail", args=[circle.tag]))


def test_a_member_sees_people_but_neither_invitations_requests_nor_tools(
    circle: Circle, david: User, mina: User
) -> None:
    make_invitation(circle, david, "secret@example.org")
    JoinRequest.objects.create(circle=circle, user=make_user("Quentin"), asked_at=circle.created_at)

    seen, kept = page(mina, "detail", circle.tag), page(david, "detail", circle.tag)

    assert "David Smith" in seen
    for word in ("secret@example.org", "Quentin", "Make curator", "Invite people"):
        assert (word in seen, word in kept) == (False, True), word


def test_somebody_blocked_or_suspended_is_absent(circle: Circle, mina: User, at: datetime) -> None:
    bob, sam = make_user("Bob Blocked"), make_user("Sam Suspended")
    for user in (bob, sam):
        join(circle, user)
    Block.objects.create(blocker=bob, blocked=mina, since=at)
    User.objects.filter(pk=sam.pk).update(suspended_at=at)

    text = page(mina, "detail", circle.tag)

    assert [name in text for name in ("Bob Blocked", "Sam Suspended")] == [False, False]


def test_a_page_says_no_number_of_members(circle: Circle, david: User) -> None:
    for _ in range(36):
        join(circle, make_user("Somebody"))
    shown = page(david, "detail", circle.tag) + page(david, "list")

    assert not any(number in shown for number in (">38", " 38 ", "(38)", "38 people", "38 members"))


def test_long_lists_go_on_with_rows_alone(circle: Circle, mina: User) -> None:
    for number in range(70):
        join(circle, make_user(f"Person {number:02}"))
    url = reverse("circles:detail", args=[circle.tag])

    first, rest = signed_in(mina).get(url), signed_in(mina).get(url + "?page=2", headers=HTMX)

    assert "?page=2" in first.content.decode()
    assert "Person 69" in rest.content.decode()
    assert "<h1" not in rest.content.decode()


PRIVATE = ["detail", "leave", "settings", "invite", "close"]


@pytest.mark.parametrize("name", PRIVATE)
def test_a_stranger_gets_the_answer_of_a_circle_that_does_not_exist(circle: Circle, name: str) -> None:
    stranger = signed_in(make_user())

    real, none = (stranger.get(reverse(f"circles:{name}", args=[tag])) for tag in (circle.tag, "no-such-circle"))

    assert (real.status_code, real.content, real.headers) == (404, none.content, none.headers)


@pytest.mark.parametrize("name", ["settings", "invite", "close"])
def test_a_member_gets_no_curators_page(circle: Circle, mina: User, name: str) -> None:
    assert signed_in(mina).get(reverse(f"circles:{name}", args=[circle.tag])).status_code == 404


@pytest.mark.parametrize("name", ["know", "remove", "make_curator"])
def test_somebody_blocked_and_nobody_at_all_are_the_same_to_every_action(
    circle: Circle, david: User, mina: User, name: str, at: datetime
) -> None:
    Block.objects.create(blocker=mina, blocked=david, since=at)
    client = signed_in(david)

    real, none = (client.post(reverse(f"circles:{name}", args=[circle.tag, pk])) for pk in (mina.pk, 10**25))

    assert (real.status_code, real.content, real.headers) == (404, none.content, none.headers)
    assert Membership.objects.get(user=mina).role == Role.MEMBER


@pytest.mark.parametrize("name", ["leave", "close", "remove", "make_curator"])
def test_confirm_pages_change_nothing_when_looked_at(circle: Circle, david: User, mina: User, name: str) -> None:
    args = [circle.tag, mina.pk] if name in {"remove", "make_curator"} else [circle.tag]

    response = signed_in(david).get(reverse(f"circles:{name}", args=args))

    circle.refresh_from_db()
    assert (response.status_code, circle.closed_at, circle.memberships.count()) == (200, None, 2)


def test_a_tick_shows_to_its_maker_alone(circle: Circle, david: User, mina: User) -> None:
    before = page(david, "detail", circle.tag)

    response = signed_in(mina).post(reverse("circles:know", args=[circle.tag, david.pk]), {"value": "yes"})

    assert response.headers["Location"] == "/circles/marketing/"
    assert 'aria-pressed="true"' in page(mina, "detail", circle.tag)
    assert 'aria-pressed="true"' not in page(david, "detail", circle.tag)
    assert before.count("aria-pressed") == page(david, "detail", circle.tag).count("aria-pressed")


def test_a_tick_by_htmx_answers_with_the_button_alone_and_can_be_taken_back(
    circle: Circle, david: User, mina: User
) -> None:
    client, url = signed_in(mina), reverse("circles:know", args=[circle.tag, david.pk])

    on = client.post(url, {"value": "yes"}, headers=HTMX).content.decode()
    off = client.post(url, {"value": "no"}, headers=HTMX).content.decode()

    assert ['aria-pressed="true"' in on, 'aria-pressed="true"' in off, "<h1" in on] == [True, False, False]
    assert Acquaintance.objects.count() == 0


def test_leaving_and_removing(circle: Circle, david: User, mina: User) -> None:
    jonas = make_user("Jonas")
    join(circle, jonas)

    left = signed_in(mina).post(reverse("circles:leave", args=[circle.tag]))
    removed = signed_in(david).post(reverse("circles:remove", args=[circle.tag, jonas.pk]))

    assert (left.headers["Location"], removed.headers["Location"]) == ("/circles/", "/circles/marketing/")
    assert [row.user for row in circle.memberships.all()] == [david]


def test_who_asked_to_join_reads_waiting_whatever_was_answered(circle: Circle, at: datetime) -> None:
    ana = make_user("Ana")
    request = JoinRequest.objects.create(circle=circle, user=ana, asked_at=timezone.now())
    waiting = page(ana, "list")

    JoinRequest.objects.filter(pk=request.pk).update(state="refused", settled_at=at + timedelta(days=1))

    assert "waiting for the curators" in waiting
    assert page(ana, "list") == waiting
