from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from apps.circles.errors import AccountExists, InvitationOver, NotAddressed
from apps.circles.models import Circle, Invitation, Membership
from apps.circles.services import accepting, circles
from apps.mail.models import OutboxMail
from apps.mail.suppression import is_suppressed
from apps.profiles.models import Block, Change, User
from tests.factories import make_circle, make_user

pytestmark = pytest.mark.django_db
S = Invitation.State


@pytest.fixture
def david() -> User:
    return make_user("David")


@pytest.fixture
def circle(david: User) -> Circle:
    return make_circle("marketing", curator=david)


@pytest.fixture
def invitation(circle: Circle, david: User, at: datetime) -> Invitation:
    return make_invitation(circle, david, address="ana@example.org", at=at)


def make_invitation(circle: Circle, inviter: User, *, address: str = "", name: str = "", at: datetime) -> Invitation:
    return Invitation.objects.create(
        circle=circle,
        inviter=inviter,
        address=address,
        name=name,
        sentence="You belong here.",
        created_at=at,
        expires_at=at + timedelta(days=30),
    )


def test_a_newcomer_gets_an_account_with_a_verified_address(circle: Circle, david: User, at: datetime) -> None:
    invitation = make_invitation(circle, david, address="ana@example.org", name="Ana Ruiz", at=at)

    user = accepting.accept_as_newcomer(invitation, at=at)

    address = EmailAddress.objects.get(user=user)
    invitation.refresh_from_db()
    assert (address.email, address.verified, address.primary) == ("ana@example.org", True, True)
    assert (user.email, user.has_usable_password(), user.profile.name) == ("ana@example.org", False, "Ana Ruiz")
    assert (invitation.state, invitation.accepted_by) == (S.ACCEPTED, user)
    assert Membership.objects.get(user=user).circle == circle
    assert list(Change.objects.values_list("user_id", "circle_id")) == [(user.pk, circle.pk)]
    assert [mail.purpose for mail in OutboxMail.objects.filter(user=user)] == ["welcome"]


def test_accepting_twice_makes_one_membership_and_one_account(invitation: Invitation, at: datetime) -> None:
    same = Invitation.objects.get(pk=invitation.pk)
    accepting.accept_as_newcomer(invitation, at=at)

    with pytest.raises(InvitationOver):
        accepting.accept_as_newcomer(same, at=at)

    assert (Membership.objects.count(), User.objects.count()) == (2, 2)


def test_an_address_with_an_account_is_not_signed_in_by_a_link(invitation: Invitation, at: datetime) -> None:
    ana = make_user("Ana", email="ana@example.org")

    with pytest.raises(AccountExists):
        accepting.accept_as_newcomer(invitation, at=at)

    assert not Membership.objects.filter(user=ana).exists()


def test_an_account_that_never_proved_the_address_is_taken_over_with_its_password_gone(
    invitation: Invitation, at: datetime
) -> None:
    squatter = User.objects.create_user("ana@example.org", "the squatter's password")
    EmailAddress.objects.create(user=squatter, email=squatter.email, verified=False, primary=True)

    user = accepting.accept_as_newcomer(invitation, at=at)

    user.refresh_from_db()
    assert (user, user.has_usable_password()) == (squatter, False)
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [("ana@example.org", True)]


def test_an_invitation_to_an_address_is_for_its_owner(invitation: Invitation, at: datetime) -> None:
    ana, other = make_user("Ana", email="ana@example.org"), make_user("Somebody else")

    with pytest.raises(NotAddressed):
        accepting.accept_invitation(invitation, user=other, at=at)

    assert accepting.accept_invitation(invitation, user=ana, at=at).circle == invitation.circle


def test_a_personal_link_works_once_and_makes_no_account(circle: Circle, david: User, at: datetime) -> None:
    link, mina, jonas = make_invitation(circle, david, at=at), make_user("Mina"), make_user("Jonas")

    accepting.accept_invitation(link, user=mina, at=at)

    with pytest.raises(InvitationOver):
        accepting.accept_invitation(link, user=jonas, at=at)
    with pytest.raises(NotAddressed):
        accepting.accept_as_newcomer(make_invitation(circle, david, at=at), at=at)


def test_a_member_who_accepts_stays_what_they_are(circle: Circle, david: User, at: datetime) -> None:
    accepting.accept_invitation(make_invitation(circle, david, at=at), user=david, at=at)

    assert list(Membership.objects.values_list("user_id", "role")) == [(david.pk, "curator")]


def test_an_invitation_that_is_over_cannot_be_accepted(circle: Circle, david: User, at: datetime) -> None:
    expired, revoked, closed = (make_invitation(circle, david, at=at) for _ in range(3))
    revoked.move_to(S.REVOKED)
    mina = make_user("Mina")

    with pytest.raises(InvitationOver):
        accepting.accept_invitation(expired, user=mina, at=at + timedelta(days=30))
    with pytest.raises(InvitationOver):
        accepting.accept_invitation(revoked, user=mina, at=at)
    circles.close(circle, by=david, at=at)
    with pytest.raises(InvitationOver):
        accepting.accept_invitation(closed, user=mina, at=at)


def test_a_no_can_be_thought_over_while_the_link_works(invitation: Invitation, at: datetime) -> None:
    accepting.decline_invitation(invitation, at=at)
    accepting.decline_invitation(invitation, at=at)

    user = accepting.accept_as_newcomer(invitation, at=at)

    assert Membership.objects.filter(user=user).exists()


def test_a_yes_is_not_undone_by_a_late_no(invitation: Invitation, at: datetime) -> None:
    accepting.accept_as_newcomer(invitation, at=at)

    assert accepting.decline_invitation(invitation, at=at).state == S.ACCEPTED


def test_never_write_suppresses_an_address_without_an_account(invitation: Invitation, at: datetime) -> None:
    accepting.never_write(invitation, at=at)

    invitation.refresh_from_db()
    assert (invitation.state, is_suppressed("ana@example.org")) == (S.DECLINED, True)


def test_never_write_blocks_the_inviter_where_there_is_an_account_that_still_wants_its_mail(
    invitation: Invitation, david: User, at: datetime
) -> None:
    ana = make_user("Ana", email="ana@example.org")

    accepting.never_write(invitation, at=at)

    assert not is_suppressed("ana@example.org")
    assert list(Block.objects.values_list("blocker_id", "blocked_id")) == [(ana.pk, david.pk)]
