from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.urls import resolve
from pytest_django import DjangoAssertNumQueries

from apps.circles.models import Circle, Invitation, InvitedFact, JoinRequest
from apps.circles.services.inviting import Invitee, invite
from apps.circles.tokens import invited_by
from apps.circles.waiting import waiting_for
from apps.mail.suppression import suppress
from apps.profiles.models import Block, User
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db


def said(user: User, at: datetime) -> list[str]:
    return [waiting.sentence for waiting in waiting_for(user, at=at)]


def ask_to_join(circle: Circle, name: str, at: datetime) -> User:
    user = make_user(name)
    JoinRequest.objects.create(circle=circle, user=user, asked_at=at)
    return user


def test_requests_wait_for_those_who_keep_the_circle(at: datetime) -> None:
    carol, mina = make_user("Carol"), make_user("Mina")
    circle = make_circle("marketing", curator=carol, members=[mina])
    una = ask_to_join(circle, "Una", at)

    assert (said(carol, at), said(mina, at), said(una, at)) == (["Una asks to join #marketing."], [], [])
    assert waiting_for(carol, at=at)[0].path == "/circles/marketing/"

    ask_to_join(circle, "Tom", at)
    assert said(carol, at) == ["Una and others ask to join #marketing."]


def test_request_of_somebody_blocked_or_of_a_closed_circle_waits_no_more(at: datetime) -> None:
    carol = make_user("Carol")
    una = ask_to_join(make_circle("marketing", curator=carol), "Una", at)
    ask_to_join(make_circle("old", curator=carol, closed_at=at), "Tom", at)

    Block.objects.create(blocker=una, blocked=carol, since=at)

    assert said(carol, at) == []


def test_invitations_to_any_proven_address_wait(at: datetime) -> None:
    carol, ana = make_user("Carol"), make_user("Ana")
    for address, verified in [("Second@example.org", True), ("foreign@example.org", False)]:
        EmailAddress.objects.create(user=ana, email=address, verified=verified)
    for tag, address in [("one", ana.email), ("two", "second@example.org"), ("three", "foreign@example.org")]:
        invite(make_circle(tag, curator=carol), [Invitee(address)], sentence="You belong here.", by=carol, at=at)

    assert said(ana, at) == ["Carol invites you to #one.", "Carol invites you to #two."]
    token = resolve(waiting_for(ana, at=at)[0].path).kwargs["token"]
    assert invited_by(token) == Invitation.objects.get(circle__tag="one")

    suppress("second@example.org", at=at)
    assert said(ana, at) == ["Carol invites you to #one."]

    Block.objects.create(blocker=ana, blocked=carol, since=at)
    assert said(ana, at) == []


def test_facts_wait_for_a_tick_once_for_each_circle(at: datetime) -> None:
    ana, bob = make_user("Ana"), make_user("Bob")
    circle = make_circle("marketing", members=[ana, bob])
    curator = circle.memberships.get(role="curator").user
    invite(circle, [Invitee("x@example.org")], sentence="You belong here.", by=curator, at=at)
    Invitation.objects.update(state=Invitation.State.ACCEPTED, accepted_by=ana)
    for name in ("Oslo", "Bergen"):
        InvitedFact.objects.create(invitation=Invitation.objects.get(), kind="place", name=name)

    assert [waiting.path for waiting in waiting_for(ana, at=at)] == ["/circles/marketing/facts/"]
    assert (said(bob, at), said(curator, at)) == ([], [])

    ana.memberships.all().delete()
    assert said(ana, at) == []


@pytest.mark.parametrize("count", [1, 3])
def test_waiting_takes_the_same_number_of_queries_for_many(
    count: int, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    carol = make_user("Carol")
    for number in range(count):
        for name in ("Una", "Tom"):
            ask_to_join(make_circle(f"kept-{number}-{name.lower()}", curator=carol), name, at)
        other = make_user("Other")
        invite(make_circle(f"far-{number}", curator=other), [Invitee(carol.email)], sentence="Come.", by=other, at=at)

    with django_assert_num_queries(8):
        assert len(waiting_for(carol, at=at)) == 3 * count
