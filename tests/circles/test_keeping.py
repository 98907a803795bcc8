"""Making a circle, changing it, handing it over, closing it."""

from datetime import datetime

import pytest

from apps.circles.errors import CircleClosed, LastCurator, NotCurator, StillCurator, TagTaken
from apps.circles.models import Circle, JoinPolicy, Membership, Role
from apps.circles.services import circles, leaving, members
from apps.profiles.models import Change, User
from apps.profiles.plain_words import NotPlain
from tests.factories import join, make_circle, make_user

pytestmark = pytest.mark.django_db


def role_of(circle: Circle, user: User) -> str | None:
    return Membership.objects.filter(circle=circle, user=user).values_list("role", flat=True).first()


def test_create_circle_makes_its_maker_the_curator(at: datetime) -> None:
    david = make_user("David")

    circle = circles.create_circle("#Out of Home", purpose="Ads in the street", by=david, at=at)

    assert (circle.tag, circle.join_policy) == ("out-of-home", JoinPolicy.INVITATION)
    assert role_of(circle, david) == Role.CURATOR
    assert list(Change.objects.values_list("user_id", "circle_id")) == [(david.pk, circle.pk)]


@pytest.mark.parametrize("tag", ["Marketing", "#marketing", "new"])
def test_create_circle_refuses_a_tag_that_is_taken(tag: str, at: datetime) -> None:
    make_circle("marketing", closed_at=at)

    with pytest.raises(TagTaken):
        circles.create_circle(tag, purpose="Another", by=make_user(), at=at)

    assert Circle.objects.count() == 1


def test_create_circle_refuses_links_in_the_purpose(at: datetime) -> None:
    with pytest.raises(NotPlain):
        circles.create_circle("shop", purpose="Buy at https://shop.example", by=make_user(), at=at)


def test_change_circle_is_for_curators(at: datetime) -> None:
    mina = make_user("Mina")
    circle = make_circle(members=[mina])

    with pytest.raises(NotCurator):
        circles.change_circle(
            circle,
            purpose="Mine",
            join_policy=JoinPolicy.OPEN,
            by=mina,
            suggesting="members",
            cadence="week",
            members_seen_by="members",
            shows_wishes=False,
            listed=False,
            is_named=False,
        )


def test_renew_link_changes_the_nonce() -> None:
    david = make_user("David")
    circle = make_circle(curator=david, link_nonce="old")

    assert circles.renew_link(circle, by=david).link_nonce != "old"


def test_the_last_curator_cannot_leave_or_step_down(at: datetime) -> None:
    david = make_user("David")
    circle = make_circle(curator=david, members=[make_user("Mina")])

    with pytest.raises(LastCurator):
        leaving.leave(circle, user=david, at=at)
    with pytest.raises(LastCurator):
        members.step_down(circle, user=david, at=at)

    assert role_of(circle, david) == Role.CURATOR


def test_a_curator_hands_over_and_leaves(at: datetime) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle = make_circle(curator=david, members=[mina])

    members.make_curator(circle, user=mina, by=david, at=at)
    leaving.leave(circle, user=david, at=at)

    assert (role_of(circle, mina), role_of(circle, david)) == (Role.CURATOR, None)


def test_of_two_curators_only_one_can_step_down(at: datetime) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle = make_circle(curator=david)
    join(circle, mina, role=Role.CURATOR)

    members.step_down(circle, user=david, at=at)
    with pytest.raises(LastCurator):
        members.step_down(circle, user=mina, at=at)

    assert (role_of(circle, david), role_of(circle, mina)) == (Role.MEMBER, Role.CURATOR)


def test_curators_cannot_be_removed(at: datetime) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle = make_circle(curator=david)
    join(circle, mina, role=Role.CURATOR)

    with pytest.raises(StillCurator):
        leaving.remove_member(circle, user=mina, by=david, at=at)


def test_a_closed_circle_changes_no_more_but_anybody_may_leave(at: datetime) -> None:
    david, mina = make_user("David"), make_user("Mina")
    circle = make_circle(curator=david, members=[mina])

    circles.close(circle, by=david, at=at)

    with pytest.raises(CircleClosed):
        members.make_curator(circle, user=mina, by=david, at=at)
    leaving.leave(circle, user=david, at=at)
    assert list(Membership.objects.values_list("user_id", flat=True)) == [mina.pk]
