"""Whoever is called like a member of a circle waits until its curator has looked."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.circles import exports
from apps.circles.models import Acquaintance, Circle, Held, Invitation, JoinRequest, Membership, Role
from apps.circles.namesakes import held_for
from apps.circles.services import accepting, holding, joining, showing
from apps.circles.services.erasing import erase
from apps.circles.tasks import settle_held
from apps.circles.tokens import invitation_path
from apps.circles.waiting import waiting_for
from apps.mail.models import OutboxMail
from apps.profiles.models import Block, Change, Profile, ProfileTrait, Reach, User
from tests.circles.visits import is_held, is_in, make_invitation, page, signed_in
from tests.factories import add_trait, join, make_circle, make_user

pytestmark = pytest.mark.django_db

LOOK = "A curator of this circle will have a look at your name."


def answer(curator: User, held: Held, action: str = "let_in") -> int:
    url = reverse("circles:answer_held", args=[held.circle.tag, held.user_id])
    return signed_in(curator).post(url, {"action": action}).status_code


def come_by_link(circle: Circle, david: User, user: User, at: datetime) -> None:
    Circle.objects.filter(pk=circle.pk).update(join_policy="open")
    joining.join_by_link(circle, nonce=circle.link_nonce, user=user, at=at)


def come_by_request(circle: Circle, david: User, user: User, at: datetime) -> None:
    joining.approve(JoinRequest.objects.create(circle=circle, user=user, asked_at=at), by=david, at=at)


def come_by_invitation(circle: Circle, david: User, user: User, at: datetime) -> None:
    accepting.accept_invitation(make_invitation(circle, david, user.email), user=user, at=at)


@pytest.mark.parametrize("way", [come_by_link, come_by_request, come_by_invitation])
def test_whoever_comes_in_called_like_a_member_waits(
    way: object, circle: Circle, david: User, mina: User, namesake: User, at: datetime
) -> None:
    other = make_user("Mina Okafur")
    for user in (namesake, other):
        way(circle, david, user, at)  # type: ignore[operator]  # one of the three

    assert (is_held(namesake, circle), is_in(namesake, circle), is_in(other, circle)) == (True, False, True)
    assert LOOK in page(namesake, "detail", circle.tag)
    assert "a curator has a look first" in page(namesake, "list")


def test_the_same_name_twice_is_held_like_any_other(circle: Circle, david: User, mina: User, at: datetime) -> None:
    twin = make_user(mina.profile.name)
    come_by_invitation(circle, david, twin, at)

    assert is_held(twin, circle)


@pytest.mark.parametrize(("change", "held"), [({"suspended_at": "at"}, False), ({}, True)])
def test_only_members_who_are_there_count(
    change: dict[str, str], held: bool, circle: Circle, david: User, mina: User, namesake: User, at: datetime
) -> None:
    if change:
        User.objects.filter(pk=mina.pk).update(suspended_at=at)
    come_by_invitation(circle, david, namesake, at)

    assert is_held(namesake, circle) is held


def test_coming_twice_is_coming_once(circle: Circle, david: User, namesake: User, at: datetime) -> None:
    come_by_link(circle, david, namesake, at)
    come_by_link(circle, david, namesake, at)

    assert Held.objects.count() == 1
    assert Invitation.objects.offered_to(namesake, at).count() == 0
    come_by_invitation(circle, david, namesake, at)
    assert (Held.objects.count(), is_in(namesake, circle)) == (1, False)


def test_a_held_person_and_the_circle_do_not_see_each_other(
    circle: Circle, david: User, mina: User, namesake: User, held: Held
) -> None:
    pages = page(mina, "detail", circle.tag)
    assert (namesake.profile.name in pages, "Mina Okafor" in pages) == (False, True)
    for one, other in ((mina, namesake), (namesake, mina), (david, namesake)):
        assert signed_in(one).get(reverse("profiles:person", args=[other.pk])).status_code == 404
        assert not Profile.objects.visible_to(one).filter(user=other).exists()
    for name in ("welcome", "facts", "settings", "invite"):
        assert signed_in(namesake).get(reverse(f"circles:{name}", args=[circle.tag])).status_code == 404
    assert "Mina Okafor" not in page(namesake, "detail", circle.tag)


def test_the_curator_reads_who_waits_and_whom_they_look_like(
    circle: Circle, david: User, mina: User, namesake: User, held: Held, at: datetime
) -> None:
    seen = page(david, "detail", circle.tag)

    assert ("Somebody waits" in seen, "Would like to come in." in seen) == (True, True)
    assert reverse("profiles:person", args=[mina.pk]) in seen.split("Looks the same as:")[1].split("</p>")[0]
    assert "Two people here" not in page(mina, "detail", circle.tag)
    said = [one.sentence for one in waiting_for(david, at=at)]
    name = namesake.profile.name
    assert said == [f"{name} waits to come into #marketing: somebody there has a name that looks the same."]
    assert (waiting_for(namesake, at=at), waiting_for(mina, at=at)) == ([], [])


def test_a_held_person_in_no_circle_reads_how_it_stands_on_the_home_page(namesake: User, held: Held) -> None:
    home = signed_in(namesake).get(reverse("home")).text

    assert "In #marketing a curator has a look at your name before you are shown there." in home
    assert ("You are in no open circle" in home, "waits for your answer" in home) == (False, False)


def test_one_press_lets_them_in_as_they_came(circle: Circle, david: User, namesake: User, held: Held) -> None:
    assert answer(david, held) == 302

    membership = Membership.objects.get(user=namesake)
    assert (membership.joined_at, membership.welcome_step, membership.role) == (held.joined_at, 2, "member")
    assert (Held.objects.count(), Change.objects.filter(user_id=namesake.pk).count()) == (0, 2)
    assert OutboxMail.objects.get().user == namesake
    assert answer(david, held) == 404


def test_turned_away_they_are_told_nothing(circle: Circle, david: User, namesake: User, held: Held) -> None:
    answer(david, held, "turn_away")

    assert (is_held(namesake, circle), is_in(namesake, circle), OutboxMail.objects.count()) == (False, False, 0)
    assert signed_in(namesake).get(reverse("circles:detail", args=[circle.tag])).status_code == 404


@pytest.mark.parametrize("blocker", ["curator", "held", "member", "curator of the member"])
def test_a_curator_reads_of_nobody_whom_they_may_not_see(
    blocker: str, circle: Circle, david: User, mina: User, namesake: User, held: Held, at: datetime
) -> None:
    """Also not that somebody is called so who has blocked them: there is nobody of that name on their list."""
    who, whom = {
        "curator": (david, namesake),
        "held": (namesake, david),
        "member": (mina, david),
        "curator of the member": (david, mina),
    }[blocker]
    Block.objects.create(blocker=who, blocked=whom, since=at)

    assert held_for(david) == []
    assert "Two people here" not in page(david, "detail", circle.tag)
    assert answer(david, held) == 404
    assert waiting_for(david, at=at) == []
    other = make_user("Ellen")
    join(circle, other, role=Role.CURATOR)
    assert [row.user for row, _like in held_for(other)] == [namesake]


def test_nobody_else_lets_anybody_in(circle: Circle, mina: User, namesake: User, held: Held) -> None:
    other = make_circle("other").memberships.get().user

    assert [answer(user, held) for user in (mina, namesake, other)] == [404, 404, 404]
    assert is_held(namesake, circle)


def test_time_lets_in_whom_nobody_looked_at(circle: Circle, namesake: User, held: Held, at: datetime) -> None:
    early, due = at + timedelta(days=14, seconds=-1), at + timedelta(days=14)

    assert [holding.settle_held(at=moment) for moment in (early, due, due)] == [[], [namesake.pk], []]
    assert is_in(namesake, circle)


def test_so_does_the_other_ones_leaving(circle: Circle, mina: User, namesake: User, held: Held) -> None:
    Membership.objects.filter(user=mina).delete()

    settle_held()

    assert is_in(namesake, circle)


def test_a_held_person_may_leave(circle: Circle, namesake: User, mina: User, held: Held) -> None:
    Acquaintance.objects.create(circle=circle, ticker=namesake, known=mina, at=held.since)
    url = reverse("circles:leave", args=[circle.tag])

    assert "Leave #marketing?" in signed_in(namesake).get(url).text
    assert "You have left #marketing." in signed_in(namesake).post(url, follow=True).text

    assert (Held.objects.count(), Acquaintance.objects.count(), is_in(namesake, circle)) == (0, 0, False)


def test_what_they_ticked_waits_with_them(circle: Circle, namesake: User, mina: User, david: User, held: Held) -> None:
    Acquaintance.objects.create(circle=circle, ticker=namesake, known=mina, at=held.since)

    holding.let_in(held, by=david, at=held.since)

    assert Acquaintance.objects.count() == 1


def test_the_export_tells_and_the_erasure_ends_it(circle: Circle, namesake: User, held: Held, at: datetime) -> None:
    Held.objects.update(formerly="Tom")
    when = at.isoformat()

    told = exports.export(namesake)
    erase(namesake, at)

    row = {"tag": "marketing", "purpose": circle.purpose, "joined_at": when, "since": when, "name_before": "Tom"}
    assert (told["waiting_for_a_curators_look"], told["memberships"]) == ([row], [])
    assert not Held.objects.exists()


def test_nobody_waits_in_a_circle_that_is_closed(circle: Circle, david: User, held: Held, at: datetime) -> None:
    Circle.objects.filter(pk=circle.pk).update(closed_at=at)

    assert (held_for(david), answer(david, held)) == ([], 404)


def test_who_was_invited_by_mail_reads_that_they_are_signed_in(circle: Circle, david: User, client: Client) -> None:
    found = make_invitation(circle, david, "new@example.org", name="Mina Okafor")

    page = client.post(invitation_path(found), {"action": "accept"}, follow=True).text

    assert (LOOK in page, "You are in" in page, "You are signed in as new@example.org" in page) == (True, False, True)


def test_exceptions_of_a_fact_outlive_being_held(
    circle: Circle, namesake: User, held: Held, david: User, at: datetime
) -> None:
    far = make_circle("far", members=[namesake])
    fact = add_trait(namesake, "interest", "#maps")
    showing.put_back(fact, Reach.EXCEPT, [circle.pk], at=at)
    kept = fact.exceptions.values_list("circle", flat=True)
    assert list(kept.all()) == [circle.pk]

    showing.show_in(fact, [far], later=True, at=at)
    assert list(kept.all()) == [circle.pk]
    showing.show_in(fact, [far], later=False, at=at)
    assert list(kept.all()) == [far.pk]
    showing.show_in(fact, [far], later=True, at=at)

    assert (list(kept.all()), ProfileTrait.objects.get(pk=fact.pk).reach) == ([circle.pk], "except")
