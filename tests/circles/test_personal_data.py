"""What is exported of a person, and what is left when they are erased."""

from datetime import datetime, timedelta

import pytest

from apps.circles import exports
from apps.circles.models import Acquaintance, Circle, Invitation, InvitedFact, JoinRequest, Membership, Role
from apps.circles.services import accepting, inviting, joining, ticks
from apps.circles.services.erasing import erase
from apps.circles.services.inviting import Invitee
from apps.circles.services.leaving import leave
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.services import leaving as accounts
from apps.profiles.services.blocking import block
from tests.factories import join, make_circle, make_user

pytestmark = pytest.mark.django_db


def curators(circle: Circle) -> list[User]:
    return [row.user for row in Membership.objects.curators().filter(circle=circle).select_related("user")]


def test_the_export_of_a_curator_tells_a_no_as_waiting(at: datetime) -> None:
    david = make_user("David")
    circle = make_circle("marketing", curator=david)
    invitees = [Invitee("silent@example.org"), Invitee("no@example.org")]
    _, declined = inviting.invite(circle, invitees, sentence="Come.", by=david, at=at)
    accepting.decline_invitation(declined, at=at)

    sent = exports.export(david)["invitations_sent"]

    assert [(row["address"], row["state"]) for row in sent] == [
        ("silent@example.org", "waiting"),
        ("no@example.org", "waiting"),
    ]


def test_a_tick_of_somebody_who_was_blocked_is_gone_as_when_the_other_has_left(at: datetime) -> None:
    mina, jonas, eva = make_user("Mina"), make_user("Jonas"), make_user("Eva")
    circle = make_circle("marketing", members=[mina, jonas, eva])
    for known in (jonas, eva):
        ticks.tick(circle, ticker=mina, known=known, at=at)

    block(jonas, mina, at=at)
    leave(circle, user=eva, at=at)

    assert exports.export(mina)["people_ticked_as_known"] == []
    assert Acquaintance.objects.get(ticker=mina).known == jonas  # a block that is taken back brings it back


def test_the_export_holds_ones_own_and_tells_a_refusal_as_waiting(at: datetime) -> None:
    mina, jonas, david = make_user("Mina"), make_user("Jonas"), make_user("David")
    circle = make_circle("marketing", curator=david, members=[mina, jonas], purpose="Ads")
    ticks.tick(circle, ticker=mina, known=jonas, at=at)
    ticks.tick(circle, ticker=david, known=mina, at=at)
    other = make_circle("makers", curator=david)
    joining.refuse(JoinRequest.objects.create(circle=other, user=mina, note="Hello", asked_at=at), by=david, at=at)

    exported = exports.export(mina)

    when = at.isoformat()
    assert exported == {
        "memberships": [{"tag": "marketing", "purpose": "Ads", "role": "member", "joined_at": when}],
        "waiting_for_a_curators_look": [],
        "people_ticked_as_known": [{"circle": "marketing", "name": "Jonas", "at": when}],
        "invitations_sent": [],
        "lines_not_sent": [],
        "invitations_received": [],
        "requests_to_join": [{"circle": "makers", "note": "Hello", "asked_at": when, "state": "waiting"}],
        "questions_to_newcomers": [],
        "facts_by_circle": [],
        "questions_to_circles": [],
        "circle_questions_settled": [],
        "words_to_circles": [],
        "still_glad": [],
    }


@pytest.mark.parametrize("refused", [False, True])
def test_the_export_tells_no_refusal_after_asking_again(refused: bool, at: datetime) -> None:
    mina, david = make_user("Mina"), make_user("David")
    circle = make_circle("marketing", curator=david, join_policy="request")
    joining.ask_to_join(circle, nonce="nonce", user=mina, note="", at=at)
    if refused:
        joining.refuse(JoinRequest.objects.get(), by=david, at=at)

    joining.ask_to_join(circle, nonce="nonce", user=mina, note="", at=at + timedelta(days=30))

    assert [row["state"] for row in exports.export(mina)["requests_to_join"]] == ["waiting", "waiting"]


def test_the_export_of_an_invited_person_holds_what_was_said_of_them(at: datetime) -> None:
    david = make_user("David")
    circle = make_circle("marketing", curator=david)
    invitation = inviting.invite(circle, [Invitee("ana@example.org")], sentence="Come.", by=david, at=at)[0]
    InvitedFact.objects.create(invitation=invitation, kind="school", name="Bronxville High", year_from=1991)
    ana = accepting.accept_as_newcomer(invitation, at=at)

    received = exports.export(ana)["invitations_received"]

    assert [(row["sentence"], row["state"]) for row in received] == [("Come.", "accepted")]
    assert received[0]["facts"] == [{"kind": "school", "name": "Bronxville High", "year_from": 1991, "year_to": None}]


def test_erasing_ends_memberships_ticks_requests_and_invitations(at: datetime) -> None:
    david, mina, jonas = make_user("David"), make_user("Mina", email="mina@example.org"), make_user("Jonas")
    circle, other = make_circle("marketing", curator=david, members=[mina, jonas]), make_circle("makers", curator=david)
    ticks.tick(circle, ticker=mina, known=jonas, at=at)
    ticks.tick(circle, ticker=jonas, known=mina, at=at)
    JoinRequest.objects.create(circle=other, user=mina, asked_at=at)
    inviting.invite(other, [Invitee("mina@example.org"), Invitee("x@example.org")], sentence="Come.", by=david, at=at)

    InvitedFact.objects.create(invitation=Invitation.objects.get(address="mina@example.org"), kind="school", name="X")
    accepted = inviting.invite(circle, [Invitee("", "Mina")], sentence="Come.", by=david, at=at)[0]
    accepting.accept_invitation(accepted, user=mina, at=at)

    erase(mina, at)

    assert (Invitation.objects.count(), InvitedFact.objects.count()) == (2, 0)
    assert not Membership.objects.filter(user=mina).exists()
    assert (Acquaintance.objects.count(), JoinRequest.objects.count()) == (0, 0)
    assert not Invitation.objects.filter(accepted_by=mina).exists()
    assert [mail.address for mail in OutboxMail.objects.all()] == ["x@example.org"]


def test_erasing_a_curator_takes_their_words_and_open_invitations_back(at: datetime) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle = make_circle("marketing", curator=david, members=[mina])
    inviting.invite(circle, [Invitee("x@example.org")], sentence="Come.", by=david, at=at)

    erase(david, at)

    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.inviter, invitation.sentence) == ("revoked", None, "")


def test_the_longest_member_follows_the_last_curator(at: datetime) -> None:
    david, late, early, gone = make_user("David"), make_user("Late"), make_user("Early"), make_user("Gone")
    circle = make_circle("marketing", curator=david)
    for days, user in ((3, late), (2, early), (1, gone)):
        join(circle, user, at=at + timedelta(days=days))
    User.objects.filter(pk=gone.pk).update(suspended_at=at)

    erase(david, at)

    circle.refresh_from_db()
    assert (curators(circle), circle.closed_at) == ([early], None)


def test_another_curator_keeps_the_circle_without_an_heir(at: datetime) -> None:
    david, carol = make_user("David"), make_user("Carol")
    circle = make_circle("marketing", curator=david, members=[make_user("Mina")])
    join(circle, carol, role=Role.CURATOR)

    erase(david, at)

    assert curators(circle) == [carol]


def test_a_circle_that_nobody_is_left_in_closes(at: datetime) -> None:
    david = make_user("David")
    circle = make_circle("marketing", curator=david)

    erase(david, at)

    circle.refresh_from_db()
    assert circle.closed_at == at


@pytest.mark.parametrize("declined", [False, True])
def test_erasing_leaves_an_invitation_on_its_curators_list(declined: bool, at: datetime) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle = make_circle("marketing", curator=david)
    invitation = inviting.invite(circle, [Invitee(mina.email)], sentence="Come.", by=david, at=at)[0]
    if declined:
        accepting.decline_invitation(invitation, at=at)
    before = [(row.address, row.state_for_curator(at)) for row in Invitation.objects.listed(at)]

    accounts.erase(mina, at=at)

    assert [(row.address, row.state_for_curator(at)) for row in Invitation.objects.listed(at)] == before != []
