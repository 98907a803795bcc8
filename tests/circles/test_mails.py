import re
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from apps.circles.models import Circle, Invitation, JoinPolicy, JoinRequest
from apps.circles.services import accepting, circles, inviting, joining, members
from apps.circles.services.inviting import Invitee
from apps.circles.tokens import invited_by
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import Block, User
from apps.profiles.services.leaving import erase
from tests.factories import join, make_circle, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def david() -> User:
    return make_user("David Smith")


@pytest.fixture
def circle(david: User) -> Circle:
    return make_circle("marketing", curator=david, purpose="Ads that people stop for", join_policy=JoinPolicy.REQUEST)


def invite(circle: Circle, by: User, address: str, at: datetime) -> Invitation:
    invitees = [Invitee(address)]
    return inviting.invite(circle, invitees, sentence="Nobody reads a street as you do.", by=by, at=at)[0]


def opened(text: str) -> Invitation | None:
    """The invitation that the link in a mail opens."""
    found = re.search(r"/invitation/([^/]+)/", text)
    return invited_by(found[1]) if found else None


def delivered(at: datetime) -> list[OutboxMail]:
    """All that waited, sent or dropped."""
    for mail in OutboxMail.objects.due(at):
        deliver(mail.pk, at=at)
    return list(OutboxMail.objects.order_by("pk"))


def states(at: datetime) -> list[str]:
    return [mail.state for mail in delivered(at)]


def test_an_invitation_says_who_invites_why_and_to_what(circle: Circle, david: User, at: datetime) -> None:
    invitation = invite(circle, david, "ana@example.org", at)

    mail = delivered(at)[0]

    assert mail.subject == "David Smith invites you to #marketing"
    for text in (mail.text, mail.html):
        assert "Intro Net" in text
        assert "Nobody reads a street as you do." in text
        assert "Ads that people stop for" in text
        assert opened(text) == invitation


def test_an_invitation_escapes_words_in_html_only(circle: Circle, david: User, at: datetime) -> None:
    inviting.invite(circle, [Invitee("ana@example.org")], sentence="Ads & <b>more</b>", by=david, at=at)

    mail = delivered(at)[0]

    assert "Ads & <b>more</b>" in mail.text
    assert "<b>more</b>" not in mail.html


def test_an_invitation_that_has_become_pointless_is_not_sent(circle: Circle, david: User, at: datetime) -> None:
    member, blocker, blocked = make_user("Mina"), make_user("Bea"), make_user("Bob")
    join(circle, member)
    Block.objects.create(blocker=blocker, blocked=david, since=at)
    Block.objects.create(blocker=david, blocked=blocked, since=at)
    for person in (member, blocker, blocked):
        invite(circle, david, person.email, at)
    accepting.decline_invitation(invite(circle, david, "declined@example.org", at), at=at)
    inviting.revoke_invitation(invite(circle, david, "revoked@example.org", at), by=david, at=at)
    accepting.accept_as_newcomer(invite(circle, david, "accepted@example.org", at), at=at)
    OutboxMail.objects.filter(purpose="welcome").delete()

    assert states(at) == ["dropped"] * 6


@pytest.mark.parametrize("relation", ["member", "blocked", "blocking"])
def test_a_second_address_is_its_owners_too(relation: str, circle: Circle, david: User, at: datetime) -> None:
    mina = make_user("Mina")
    EmailAddress.objects.create(user=mina, email="second@example.org", verified=True, primary=False)
    if relation == "member":
        join(circle, mina)
    else:
        blocker, blocked = (mina, david) if relation == "blocking" else (david, mina)
        Block.objects.create(blocker=blocker, blocked=blocked, since=at)

    for address in (mina.email, "second@example.org"):
        invite(circle, david, address, at)

    assert states(at) == ["dropped", "dropped"]


@pytest.mark.parametrize("gone", ["closed", "suspended", "suppressed", "expired"])
def test_an_invitation_is_not_sent_once_it_is_over(gone: str, circle: Circle, david: User, at: datetime) -> None:
    first = invite(circle, david, "ana@example.org", at)
    if gone == "closed":
        circles.close(circle, by=david, at=at)
    if gone == "suspended":
        User.objects.filter(pk=david.pk).update(suspended_at=at)
    if gone == "suppressed":
        accepting.never_write(first, at=at)
        Invitation.objects.filter(pk=first.pk).update(state="pending")

    assert states(at + timedelta(days=30) if gone == "expired" else at) == ["dropped"]


def test_a_circle_writes_to_an_address_twice_at_most(circle: Circle, david: User, at: datetime) -> None:
    for month in range(3):
        invite(circle, david, "ana@example.org", at + timedelta(days=31 * month))
        delivered(at + timedelta(days=31 * month))

    assert states(at) == ["kept", "kept", "dropped"]


def test_a_request_to_join_reaches_the_curators_with_its_note(circle: Circle, at: datetime) -> None:
    joining.ask_to_join(circle, nonce="nonce", user=make_user("Mina"), note="Jonas told me.", at=at)

    mail = delivered(at)[0]

    assert mail.subject == "Mina asks to join #marketing"
    assert "Jonas told me." in mail.text
    assert "/circles/marketing/" in mail.text


def test_a_request_is_not_told_to_somebody_blocked_or_once_it_is_answered(
    circle: Circle, david: User, at: datetime
) -> None:
    bob, mina = make_user("Bob"), make_user("Mina")
    Block.objects.create(blocker=bob, blocked=david, since=at)
    for user in (bob, mina):
        joining.ask_to_join(circle, nonce="nonce", user=user, note="", at=at)
    joining.refuse(JoinRequest.objects.get(user=mina), by=david, at=at)

    assert states(at) == ["dropped", "dropped"]


def test_who_is_let_in_gets_a_welcome_with_the_circle_and_a_newcomer_reads_how_to_sign_in(
    circle: Circle, david: User, at: datetime
) -> None:
    asked = JoinRequest.objects.create(circle=circle, user=make_user("Mina"), asked_at=at)
    joining.approve(asked, by=david, at=at)
    accepting.accept_as_newcomer(invite(circle, david, "ana@example.org", at), at=at)

    mina, _, ana = delivered(at)

    assert (mina.subject, ana.subject) == ("You are in #marketing", "You are in #marketing")
    assert "You have been let in" in mina.text
    assert "ask for a code" in ana.text


def test_an_invitation_offers_what_its_page_offers(circle: Circle, david: User, at: datetime) -> None:
    known = make_user("Ana", email="ana@example.org")
    for address in (known.email, "new@example.org"):
        invite(circle, david, address, at)

    mails = {mail.address: mail.text + mail.html for mail in delivered(at)}

    assert mails["ana@example.org"].count("you can ask for nothing more from David.") == 2
    assert mails["new@example.org"].count("you can ask never to be written to again.") == 2


def test_whoever_is_made_a_curator_is_told_once(circle: Circle, david: User, at: datetime) -> None:
    mina = make_user("Mina")
    join(circle, mina)
    for _ in range(2):
        members.make_curator(circle, user=mina, by=david, at=at)

    (mail,) = delivered(at)

    assert (mail.address, mail.subject) == (mina.email, "You are a curator of #marketing now")
    for text in (mail.text, mail.html):
        assert "step down" in text
        assert "/circles/marketing/" in text


def test_whoever_is_no_curator_by_then_is_not_told(circle: Circle, david: User, at: datetime) -> None:
    mina = make_user("Mina")
    join(circle, mina)
    members.make_curator(circle, user=mina, by=david, at=at)
    members.step_down(circle, user=mina, at=at)

    assert states(at) == ["dropped"]


def test_who_inherits_a_circle_is_told(circle: Circle, david: User, at: datetime) -> None:
    mina = make_user("Mina")
    join(circle, mina)

    erase(david, at=at)

    assert [(mail.address, mail.subject) for mail in delivered(at)] == [
        (mina.email, "You are a curator of #marketing now")
    ]
