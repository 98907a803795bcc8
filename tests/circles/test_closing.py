"""After the close a circle writes to nobody, and what the close ended is not sent once the circle is open again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.circles import purposes
from apps.circles.errors import CircleClosed
from apps.circles.models import Circle, Draft, Invitation, JoinPolicy, JoinRequest
from apps.circles.services import circles, drafting, inviting, joining, members, reminding
from apps.circles.services.inviting import Invitee
from apps.mail import composers
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import User
from apps.profiles.services.leaving import erase
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db
LONG_AFTER = timedelta(days=8)


@pytest.fixture
def circle(david: User, mina: User) -> Circle:
    return make_circle("marketing", curator=david, members=[mina], join_policy=JoinPolicy.REQUEST)


def invite(circle: Circle, by: User, at: datetime, address: str = "ana@example.org") -> Invitation:
    return inviting.invite(circle, [Invitee(address)], sentence="You sing.", by=by, at=at)[0]


def write_an_invitation(circle: Circle, david: User, at: datetime) -> None:
    invite(circle, david, at)


def write_a_reminder(circle: Circle, david: User, at: datetime) -> None:
    invitation = invite(circle, david, at - timedelta(days=7), address="old@example.org")
    OutboxMail.objects.filter(key=str(invitation.pk)).update(state="sent")
    reminding.remind(at=at)


def write_a_request(circle: Circle, david: User, at: datetime) -> None:
    joining.ask_to_join(circle, nonce="nonce", user=make_user("Bo"), note="", at=at)


def write_a_welcome(circle: Circle, david: User, at: datetime) -> None:
    asked = JoinRequest.objects.create(circle=circle, user=make_user("Bo"), asked_at=at)
    joining.approve(asked, by=david, at=at)


def write_to_a_new_curator(circle: Circle, david: User, at: datetime) -> None:
    members.make_curator(circle, user=circle.memberships.filter(role="member").earliest("pk").user, by=david, at=at)


MAILS: dict[str, Callable[[Circle, User, datetime], None]] = {
    purposes.INVITATION: write_an_invitation,
    purposes.INVITATION_REMINDER: write_a_reminder,
    purposes.JOIN_REQUEST: write_a_request,
    purposes.WELCOME: write_a_welcome,
    purposes.MADE_CURATOR: write_to_a_new_curator,
}


def waiting(purpose: str) -> OutboxMail:
    return OutboxMail.objects.get(purpose=purpose, state="queued")


def test_every_mail_of_this_room_is_looked_at_here() -> None:
    names = {name for name in purposes.__dict__ if name.isupper() and not name.startswith("TO_")}
    assert {getattr(purposes, name) for name in names} == set(MAILS)


@pytest.mark.parametrize("purpose", MAILS)
def test_what_waits_in_the_outbox_ends_with_the_circle(purpose: str, circle: Circle, david: User, at: datetime) -> None:
    MAILS[purpose](circle, david, at)
    mail = waiting(purpose)

    circles.close(circle, by=david, at=at)

    mail.refresh_from_db()
    assert (mail.state, mail.payload, mail.settled_at) == ("dropped", {}, at)


@pytest.mark.parametrize("purpose", MAILS)
def test_a_composer_looks_for_itself_whether_the_circle_is_open(
    purpose: str, circle: Circle, david: User, at: datetime
) -> None:
    """A row that the close did not find: written by what began before it."""
    MAILS[purpose](circle, david, at)
    mail = waiting(purpose)
    assert composers.compose(mail, at=at) is not None

    Circle.objects.filter(pk=circle.pk).update(closed_at=at)

    assert composers.compose(mail, at=at) is None


@pytest.mark.parametrize("purpose", MAILS)
def test_nothing_that_the_close_ended_is_sent_after_a_reopening(
    purpose: str, circle: Circle, david: User, at: datetime
) -> None:
    MAILS[purpose](circle, david, at)
    circles.close(circle, by=david, at=at)
    circles.reopen(circle, by=david)

    reminding.remind(at=at + LONG_AFTER)

    assert not OutboxMail.objects.due(at + LONG_AFTER).exists()


def test_the_mails_of_another_circle_wait_on(circle: Circle, david: User, at: datetime) -> None:
    far = make_circle("far", curator=david, join_policy=JoinPolicy.REQUEST, members=[make_user("Tom")])
    for purpose in MAILS:
        MAILS[purpose](far, david, at)
    before = set(OutboxMail.objects.values_list("pk", "purpose", "state"))

    circles.close(circle, by=david, at=at)

    assert set(OutboxMail.objects.values_list("pk", "purpose", "state")) == before
    assert {purpose for _pk, purpose, state in before if state == "queued"} == set(MAILS)


def test_who_had_not_been_mailed_is_invited_anew_after_a_reopening(circle: Circle, david: User, at: datetime) -> None:
    unsent = invite(circle, david, at)
    circles.close(circle, by=david, at=at)
    circles.reopen(circle, by=david)

    new = invite(circle, david, at + timedelta(days=1))

    unsent.refresh_from_db()
    assert (unsent.state, new.pk != unsent.pk) == ("revoked", True)
    mail = OutboxMail.objects.get(key=str(new.pk))
    deliver(mail.pk, at=at + timedelta(days=1))
    assert OutboxMail.objects.get(pk=mail.pk).state == "kept"


def test_who_had_been_mailed_may_still_come_after_a_reopening(circle: Circle, david: User, at: datetime) -> None:
    """So may whoever was given a link to keep."""
    mailed, link = invite(circle, david, at), invite(circle, david, at, address="")
    deliver(OutboxMail.objects.get(key=str(mailed.pk)).pk, at=at)

    circles.close(circle, by=david, at=at)
    assert [row.may_be_answered(at) for row in (mailed, link)] == [False, False]
    circles.reopen(circle, by=david)

    assert [row.may_be_answered(at) for row in (mailed, link)] == [True, True]


def test_a_list_for_a_closed_circle_is_refused_and_kept(circle: Circle, david: User, at: datetime) -> None:
    Draft.objects.create(circle=circle, curator=david, name="Ana", sentence="You sing.", position=1, created_at=at)
    circles.close(circle, by=david, at=at)

    with pytest.raises(CircleClosed):
        drafting.send_drafts(circle, by=david, at=at)

    assert (Draft.objects.count(), Invitation.objects.count()) == (1, 0)


def test_a_circle_that_closes_with_its_last_person_writes_to_nobody_either(at: datetime) -> None:
    alone = make_user("Ada")
    invite(make_circle("alone", curator=alone), alone, at)

    erase(alone, at=at)

    assert Circle.objects.get().closed_at == at
    assert list(OutboxMail.objects.filter(purpose=purposes.INVITATION).values_list("state", flat=True)) == ["dropped"]
