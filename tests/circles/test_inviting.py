from datetime import datetime, timedelta

import pytest

from apps.circles.addresses import read
from apps.circles.errors import NamelessInviter, NotCurator
from apps.circles.models import Circle, Invitation, InvitedFact, Role
from apps.circles.services import accepting, inviting
from apps.circles.services.inviting import Invitee
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from apps.profiles.plain_words import NotPlain
from tests.factories import join, make_circle, make_user

pytestmark = pytest.mark.django_db
S = Invitation.State


@pytest.fixture
def david() -> User:
    return make_user("David")


@pytest.fixture
def circle(david: User) -> Circle:
    return make_circle("marketing", curator=david)


def invite(circle: Circle, address: str, *, at: datetime) -> Invitation:
    by = circle.memberships.get(role="curator").user
    return inviting.invite(circle, [Invitee(address)], sentence="You belong here.", by=by, at=at)[0]


def test_invite_writes_one_mail_each_and_none_for_a_personal_link(circle: Circle, david: User, at: datetime) -> None:
    invitees = [Invitee("Ana@Example.org", "Ana"), Invitee("ben@example.org"), Invitee("", "Cleo")]

    made = inviting.invite(circle, invitees, sentence="You belong here.", by=david, at=at)

    assert [(i.address, i.name, i.state) for i in made] == [
        ("ana@example.org", "Ana", S.PENDING),
        ("ben@example.org", "", S.PENDING),
        ("", "Cleo", S.PENDING),
    ]
    mails = OutboxMail.objects.order_by("pk").values_list("purpose", "key", "address")
    assert list(mails) == [("invitation", str(i.pk), i.address) for i in made[:2]]


def test_invite_is_for_curators_and_needs_words_without_links(circle: Circle, david: User, at: datetime) -> None:
    with pytest.raises(NotCurator):
        inviting.invite(circle, [Invitee("a@example.org")], sentence="Come.", by=make_user(), at=at)
    with pytest.raises(NotPlain):
        inviting.invite(circle, [Invitee("a@example.org")], sentence="See www.shop.example", by=david, at=at)

    assert (Invitation.objects.count(), OutboxMail.objects.count()) == (0, 0)


def test_inviting_again_writes_no_second_mail_whether_the_person_was_silent_or_said_no(
    circle: Circle, at: datetime
) -> None:
    silent, declined = invite(circle, "silent@example.org", at=at), invite(circle, "no@example.org", at=at)
    accepting.decline_invitation(declined, at=at)

    again = [invite(circle, i.address, at=at + timedelta(days=3)) for i in (silent, declined)]

    assert again == [silent, declined]
    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize("declined", [False, True])
def test_inviting_again_keeps_the_words_written_last_and_by_whom(
    declined: bool, circle: Circle, david: User, at: datetime
) -> None:
    first, carol = invite(circle, "ana@example.org", at=at), make_user("Carol")
    join(circle, carol, role=Role.CURATOR)
    if declined:
        accepting.decline_invitation(first, at=at)

    invitees = [Invitee("ana@example.org", "Ana")]
    again = inviting.invite(circle, invitees, sentence="You read streets.", by=carol, at=at + timedelta(days=3))

    row = Invitation.objects.get()
    assert (again, row.sentence, row.name, row.inviter) == ([first], "You read streets.", "Ana", carol)
    assert (row.state, row.expires_at) == (S.DECLINED if declined else S.PENDING, first.expires_at)


def test_somebody_without_a_name_invites_nobody(circle: Circle, david: User, at: datetime) -> None:
    david.profile.name = ""

    for invitee in (Invitee("a@example.org"), Invitee("", "Cleo")):
        with pytest.raises(NamelessInviter):
            inviting.invite(circle, [invitee], sentence="Come.", by=david, at=at)

    assert (Invitation.objects.count(), OutboxMail.objects.count()) == (0, 0)


def test_a_name_with_a_link_invites_nobody(circle: Circle, david: User, at: datetime) -> None:
    with pytest.raises(NotPlain):
        inviting.invite(circle, [Invitee("a@example.org", "Win bit.ly/x")], sentence="Come.", by=david, at=at)

    assert read("Win bit.ly/x <a@example.org>").complaints == [
        '"Win bit.ly/x <a@example.org>" has a link for a name. Leave the name out or correct it.'
    ]
    assert Invitation.objects.count() == 0


def test_inviting_again_after_the_end_makes_a_new_invitation(circle: Circle, at: datetime) -> None:
    old = invite(circle, "ana@example.org", at=at)

    new = invite(circle, "ana@example.org", at=old.expires_at)

    old.refresh_from_db()
    assert (old.state, new.state, new.expires_at) == (S.REVOKED, S.PENDING, old.expires_at + timedelta(days=30))


def test_members_accounts_and_nobodies_look_the_same_to_the_curator(circle: Circle, at: datetime) -> None:
    member, account = make_user("Mina"), make_user("Jonas")
    circle.memberships.create(user=member, joined_at=at)

    made = [invite(circle, address, at=at) for address in (member.email, account.email, "nobody@example.org")]

    assert {(i.state, i.state_for_curator(at), i.expires_at) for i in made} == {
        (S.PENDING, "Waiting", at + timedelta(days=30))
    }
    assert OutboxMail.objects.count() == 3


def test_a_no_reads_as_waiting_and_then_as_silence(circle: Circle, at: datetime) -> None:
    silent, declined = invite(circle, "silent@example.org", at=at), invite(circle, "no@example.org", at=at)
    accepting.decline_invitation(declined, at=at)
    declined.refresh_from_db()

    for later, told in ((timedelta(days=29), "Waiting"), (timedelta(days=30), "Not answered")):
        states = [i.state_for_curator(at + later) for i in (silent, declined)]
        assert states == [told, told]
        assert set(Invitation.objects.listed(at + later)) == {silent, declined}


def test_revoking_works_alike_on_silence_and_on_a_no_and_forgets_the_facts(
    circle: Circle, david: User, at: datetime
) -> None:
    silent, declined = invite(circle, "silent@example.org", at=at), invite(circle, "no@example.org", at=at)
    accepting.decline_invitation(declined, at=at)
    InvitedFact.objects.create(invitation=silent, kind="school", name="Bronxville High")

    states = [inviting.revoke_invitation(i, by=david, at=at).state for i in (silent, declined)]

    assert states == [S.REVOKED, S.REVOKED]
    assert InvitedFact.objects.count() == 0


def test_read_takes_lines_commas_and_names() -> None:
    reading = read("Ana Ruiz <Ana@example.org>, ben@example.org\ncleo@example.org;ana@example.org\n\n")

    assert reading.complaints == []
    assert reading.invitees == [
        Invitee("ana@example.org", "Ana Ruiz"),
        Invitee("ben@example.org"),
        Invitee("cleo@example.org"),
    ]


def test_read_has_a_sentence_for_every_bad_entry() -> None:
    reading = read("ana@example.org\nben@\nhello there")

    assert reading.complaints == [
        '"ben@" is not an email address. Correct it or take it out.',
        '"hello there" is not an email address. Correct it or take it out.',
    ]
    assert reading.invitees == [Invitee("ana@example.org")]
