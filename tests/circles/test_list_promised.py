"""What is said of the member list before somebody comes in, and that it holds."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from apps.circles.errors import LinkOver, ListIsPromised
from apps.circles.models import Circle, JoinPolicy, SeenBy
from apps.circles.services import holding, joining
from apps.circles.services.inviting import Invitee, invite, revoke_invitation
from apps.circles.tokens import invitation_link, join_link
from apps.profiles.models import User
from apps.profiles.services.blocking import block
from tests.circles.visits import change, make_invitation, page, path, settings_of, signed_in
from tests.factories import join, make_circle, make_user

pytestmark = pytest.mark.django_db
STATED = "Only the curators"


@pytest.fixture
def carol() -> User:
    return make_user("Carol Keeper")


@pytest.fixture
def quiet(carol: User) -> Circle:
    return make_circle("quiet", curator=carol, members_seen_by=SeenBy.CURATORS)


def test_it_is_stated_on_the_page_of_an_invitation_and_of_the_link(quiet: Circle, carol: User) -> None:
    Circle.objects.update(join_policy=JoinPolicy.REQUEST)
    quiet.refresh_from_db()
    stranger = make_user()
    links = [invitation_link(make_invitation(quiet, carol, stranger.email)), join_link(quiet)]

    for address in links:
        text = signed_in(stranger).get(path(address)).content.decode()
        assert "Only the curators of #quiet see who is in it" in text
        assert "The people in #quiet see your name" not in text


def test_it_is_stated_where_the_circle_is_listed(quiet: Circle, client: Any) -> None:
    make_circle("runners", listed=True)
    assert STATED not in client.get("/").content.decode()

    Circle.objects.filter(pk=quiet.pk).update(listed=True)

    assert "Only the curators see who is in it." in client.get("/").content.decode()


def test_a_circle_is_started_with_it(carol: User) -> None:
    form = {"tag": "quiet", "purpose": "Quiet", "join_policy": "invitation", "members_seen_by": "curators"}

    signed_in(carol).post(reverse("circles:create"), form)

    assert not Circle.objects.get(tag="quiet").members_see_each_other
    assert STATED.lower() in page(carol, "settings", "quiet").lower()


def somebody_is_in(circle: Circle, carol: User, at: datetime) -> None:
    join(circle, make_user())


def somebody_is_held(circle: Circle, carol: User, at: datetime) -> None:
    holding.hold(join(circle, make_user()), formerly="", at=at)


def somebody_is_invited(circle: Circle, carol: User, at: datetime) -> None:
    invite(circle, [Invitee("tom@example.org")], sentence="Come.", by=carol, at=at)


def somebody_was_invited(circle: Circle, carol: User, at: datetime) -> None:
    revoke_invitation(invite(circle, [Invitee("")], sentence="Come.", by=carol, at=at)[0], by=carol, at=at)


def somebody_has_asked(circle: Circle, carol: User, at: datetime) -> None:
    Circle.objects.update(join_policy=JoinPolicy.REQUEST)
    joining.ask_to_join(circle, nonce=circle.link_nonce, user=make_user(), note="", at=at)
    Circle.objects.update(join_policy=JoinPolicy.INVITATION)


def there_is_a_link(circle: Circle, carol: User, at: datetime) -> None:
    Circle.objects.update(join_policy=JoinPolicy.OPEN)


PROMISED = [
    somebody_is_in,
    somebody_is_held,
    somebody_is_invited,
    somebody_was_invited,
    somebody_has_asked,
    there_is_a_link,
]


@pytest.mark.parametrize("promise", PROMISED)
def test_the_list_stays_closed_once_anybody_may_have_been_promised_it(promise: Any, carol: User, at: datetime) -> None:
    circle = make_circle("quiet", curator=carol, members_seen_by=SeenBy.CURATORS)
    promise(circle, carol, at)
    circle.refresh_from_db()

    with pytest.raises(ListIsPromised):
        change(circle, carol, members_seen_by=SeenBy.MEMBERS, join_policy=JoinPolicy.INVITATION)

    circle.refresh_from_db()
    assert circle.members_seen_by == SeenBy.CURATORS


def test_while_nobody_else_knows_of_the_circle_the_list_is_opened_and_earlier_links_are_worthless(
    carol: User, at: datetime
) -> None:
    circle = make_circle("quiet", curator=carol, members_seen_by=SeenBy.CURATORS)
    before = circle.link_nonce

    change(circle, carol, members_seen_by=SeenBy.MEMBERS, join_policy=JoinPolicy.OPEN)

    circle.refresh_from_db()
    assert circle.members_seen_by == SeenBy.MEMBERS
    with pytest.raises(LinkOver):
        joining.join_by_link(circle, nonce=before, user=make_user(), at=at)


def test_the_refusal_is_the_same_for_whom_a_curator_sees_and_does_not_see(carol: User, at: datetime) -> None:
    """Of the member who has blocked the curator, and of the one who has left, the form says the same."""
    said = []
    for hidden in (True, False):
        circle = make_circle(curator=carol, members_seen_by=SeenBy.CURATORS)
        invitation = invite(circle, [Invitee("")], sentence="Come.", by=carol, at=at)[0]
        member = make_user()
        invitation.accepted_by = member
        invitation.move_to("accepted", "accepted_by")
        if hidden:
            join(circle, member)
            block(member, carol, at=at)
        form = settings_of(circle, members_seen_by="members") | {"listed": "", "is_named": ""}
        answer = signed_in(carol).post(reverse("circles:settings", args=[circle.tag]), form)
        said.append((answer.status_code, "People may have been told already" in answer.content.decode()))

    assert said == [(200, True), (200, True)]


def test_settings_keep_what_they_were_told(quiet: Circle, carol: User) -> None:
    form = settings_of(quiet, cadence="month", purpose="Other") | {"listed": "", "is_named": ""}

    signed_in(carol).post(reverse("circles:settings", args=["quiet"]), form)

    quiet.refresh_from_db()
    assert (quiet.members_seen_by, quiet.cadence, quiet.purpose) == ("curators", "month", "Other")
