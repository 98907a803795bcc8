"""The invitation page: open to whoever holds the link."""

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.circles.models import Circle, Invitation, Membership
from apps.circles.services import circles
from apps.circles.tokens import invitation_link
from apps.mail.links import sign
from apps.mail.suppression import is_suppressed
from apps.profiles.models import Block, User
from apps.profiles.services.sessions import end_sessions
from tests.circles.visits import is_in, make_invitation, masked, path, signed_in
from tests.factories import add_trait, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailed(circle: Circle, david: User) -> Invitation:
    return make_invitation(circle, david, "ana@example.org", name="Ana Ruiz")


@pytest.fixture
def personal(circle: Circle, david: User) -> Invitation:
    return make_invitation(circle, david)


def url_of(invitation: Invitation) -> str:
    return path(invitation_link(invitation))


def test_looking_shows_who_invites_and_why_and_changes_nothing(client: Client, mailed: Invitation) -> None:
    before = list(Invitation.objects.values())

    text = client.get(url_of(mailed)).content.decode()

    for words in ("David Smith", "Nobody reads a street as you do.", "Ads that people stop for", "see your name"):
        assert words in text
    assert list(Invitation.objects.values()) == before
    assert (User.objects.count(), Membership.objects.count()) == (2, 2)


def test_a_newcomer_comes_in_with_one_press(client: Client, mailed: Invitation, circle: Circle) -> None:
    response = client.post(url_of(mailed), {"action": "accept"}, follow=True)

    ana = User.objects.get(email="ana@example.org")
    assert [path for path, _ in response.redirect_chain] == [f"/circles/marketing/welcome/{end}" for end in ("", "1/")]
    assert (response.wsgi_request.user, is_in(ana, circle)) == (ana, True)


def test_a_newcomers_browser_is_among_the_places_they_are_signed_in(client: Client, mailed: Invitation) -> None:
    client.post(url_of(mailed), {"action": "accept"})
    user = User.objects.get(email=mailed.address)
    assert UserSession.objects.filter(user=user).count() == 1

    end_sessions(user)

    assert client.get(reverse("profiles:settings")).status_code == 302


def test_pressing_twice_leads_to_the_circle(client: Client, mailed: Invitation) -> None:
    for _ in range(2):
        response = client.post(url_of(mailed), {"action": "accept"})

    assert response.headers["Location"] == "/circles/marketing/"
    assert Membership.objects.count() == 3


def test_somebody_with_an_account_signs_in_first_and_comes_back(client: Client, mailed: Invitation) -> None:
    ana = make_user("Ana", email="ana@example.org")

    url = url_of(mailed)

    response = client.post(url, {"action": "accept"})

    assert response.headers["Location"] == f"/accounts/login/code/?next={quote(url, safe='')}"
    assert (client.get("/circles/").status_code, is_in(ana, mailed.circle)) == (302, False)


@pytest.mark.parametrize(("facts", "where"), [(2, "/circles/marketing/welcome/"), (3, "/circles/marketing/knowing/")])
def test_somebody_signed_in_with_the_address_accepts(
    facts: int, where: str, mailed: Invitation, circle: Circle
) -> None:
    ana = make_user("Ana", email="ana@example.org")
    for number in range(facts):
        add_trait(ana, "interest", f"bees {number}")

    response = signed_in(ana).post(url_of(mailed), {"action": "accept"}, follow=True)

    assert (response.redirect_chain[0][0], is_in(ana, circle)) == (where, True)
    assert "You are in #marketing." in response.text


def test_signed_in_as_somebody_else_one_reads_what_to_do(mailed: Invitation, circle: Circle) -> None:
    ben = make_user("Ben", email="ben@example.org")
    client = signed_in(ben)

    text = client.get(url_of(mailed)).content.decode()
    client.post(url_of(mailed), {"action": "accept"})
    client.post(url_of(mailed), {"action": "decline"})

    mailed.refresh_from_db()
    assert "You are signed in as ben@example.org" in text
    assert 'value="accept"' not in text
    assert (mailed.state, is_in(ben, circle)) == ("pending", False)


def test_a_personal_link_asks_a_visitor_to_sign_up_first(client: Client, personal: Invitation) -> None:
    url = url_of(personal)

    response = client.post(url, {"action": "accept"})

    assert response.headers["Location"] == f"/accounts/signup/?next={quote(url, safe='')}"


def test_signing_up_after_a_personal_link_says_what_one_is_invited_to(client: Client, personal: Invitation) -> None:
    door = f"/accounts/signup/?next={quote(url_of(personal))}"
    page = client.get(door).text
    Invitation.objects.update(state=Invitation.State.REVOKED)

    assert "You are invited to #marketing." in page
    assert "You are invited" not in client.get(door).text
    assert "You are invited" not in client.get("/accounts/signup/").text


def test_a_personal_link_lets_whoever_is_signed_in_come_in_once(personal: Invitation, circle: Circle) -> None:
    ben, cleo = make_user("Ben"), make_user("Cleo")

    signed_in(ben).post(url_of(personal), {"action": "accept"})
    late = signed_in(cleo).post(url_of(personal), {"action": "accept"})

    assert (is_in(ben, circle), is_in(cleo, circle), late.status_code) == (True, False, 410)


def test_no_thanks_is_kept_from_the_curator_and_can_be_thought_over(
    client: Client, mailed: Invitation, david: User
) -> None:
    keeper = signed_in(david)
    before = masked(keeper.get("/circles/marketing/").content.decode())

    client.post(url_of(mailed), {"action": "decline"})

    mailed.refresh_from_db()
    assert mailed.state == "declined"
    assert masked(keeper.get("/circles/marketing/").content.decode()) == before
    assert "you can still come in" in client.get(url_of(mailed)).content.decode()


def test_never_write_to_me_again_ends_it(client: Client, mailed: Invitation) -> None:
    client.post(url_of(mailed), {"action": "never"})

    assert is_suppressed("ana@example.org")
    assert client.get(url_of(mailed)).status_code == 410


def test_with_an_account_never_blocks_the_inviter(mailed: Invitation, david: User) -> None:
    ana = make_user("Ana", email="ana@example.org")

    signed_in(ana).post(url_of(mailed), {"action": "never"})

    assert not is_suppressed("ana@example.org")
    assert Block.objects.filter(blocker=ana, blocked=david).exists()


@pytest.mark.parametrize("ended", ["revoked", "expired", "used", "closed", "inviter gone"])
def test_an_invitation_that_is_over_has_one_page(
    client: Client, mailed: Invitation, david: User, circle: Circle, ended: str, at: datetime
) -> None:
    if ended == "closed":
        circles.close(circle, by=david, at=at)
    if ended == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if ended in {"used", "revoked"}:
        mailed.move_to({"used": "accepted"}.get(ended, ended))
    if ended == "inviter gone":
        User.objects.filter(pk=david.pk).update(suspended_at=at)

    for response in (client.get(url_of(mailed)), client.post(url_of(mailed), {"action": "accept"})):
        assert response.status_code == 410
        assert "This invitation is no longer open" in response.content.decode()
    assert not User.objects.filter(email="ana@example.org").exists()


def test_somebody_who_blocked_the_inviter_sees_nothing_of_them(mailed: Invitation, david: User, at: datetime) -> None:
    ana = make_user("Ana", email="ana@example.org")
    Block.objects.create(blocker=ana, blocked=david, since=at)

    response = signed_in(ana).get(url_of(mailed))

    assert (response.status_code, "David" in response.content.decode()) == (410, False)


def test_a_forged_token_is_a_page_that_does_not_exist(client: Client, mailed: Invitation, personal: Invitation) -> None:
    forged = [
        url_of(mailed)[:-3] + "x/",
        "/invitation/x/",
        f"/invitation/{sign('join', id=mailed.pk, mailed=1)}/",
        f"/invitation/{sign('invitation', id=personal.pk, mailed=1)}/",
        f"/invitation/{sign('invitation', id=999_999, mailed=1)}/",
    ]

    nowhere = client.get("/no/such/page/")

    assert {client.get(url).status_code for url in forged} == {404}
    assert {client.get(url).content for url in forged} == {nowhere.content}


def test_an_open_invitation_waits_in_the_list_of_who_has_the_address(mailed: Invitation, david: User) -> None:
    ana = make_user("Ana", email="ana@example.org")
    text = signed_in(ana).get("/circles/").content.decode()
    Block.objects.create(blocker=david, blocked=ana, since=timezone.now())

    assert "David Smith invites you" in text
    assert "David Smith" not in signed_in(ana).get("/circles/").content.decode()


@pytest.mark.parametrize("by_inviter", [True, False])
def test_a_block_shows_no_more_signed_out_than_signed_in(
    client: Client, mailed: Invitation, david: User, by_inviter: bool, at: datetime
) -> None:
    ana = make_user("Ana", email="ana@example.org")
    blocker, blocked = (david, ana) if by_inviter else (ana, david)
    Block.objects.create(blocker=blocker, blocked=blocked, since=at)

    assert [visitor.get(url_of(mailed)).status_code for visitor in (client, signed_in(ana))] == [410, 410]


def test_nobody_is_rid_of_themselves(client: Client, circle: Circle, david: User) -> None:
    EmailAddress.objects.create(user=david, email="second@example.org", verified=True, primary=False)
    own = make_invitation(circle, david, "second@example.org")

    response = client.post(url_of(own), {"action": "never"}, follow=True)

    own.refresh_from_db()
    assert (response.status_code, "You cannot block yourself" in response.content.decode()) == (200, True)
    assert own.state == "pending"
