"""How much may be invited in a day, by whom and where to."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.circles import limits
from apps.circles.errors import TooManyInvited
from apps.circles.models import Circle, Draft, Invitation, Role
from apps.circles.services import accepting, inviting
from apps.circles.services.inviting import Invitee
from apps.mail.models import OutboxMail
from apps.profiles.models import User
from tests.circles.visits import signed_in
from tests.factories import join, make_circle, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def invite(circle: Circle, by: User, at: datetime, *addresses: str) -> list[Invitation]:
    return inviting.invite(circle, [Invitee(address) for address in addresses], sentence="Come.", by=by, at=at)


def people(start: int, count: int, domain: str = "example.org") -> list[str]:
    return [f"p{number}@{domain}" for number in range(start, start + count)]


def bring_in(circle: Circle, by: User, name: str, at: datetime) -> tuple[Circle, User]:
    """Somebody who came by an invitation, and keeps a circle of their own by now."""
    user = make_user(name)
    accepting.accept_invitation(invite(circle, by, at, user.email)[0], user=user, at=at)
    return make_circle(name.lower(), curator=user), user


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in {"BY_CURATOR": 3, "IN_CIRCLE": 4, "TO_DOMAIN": 5, "BY_TREE": 6}.items():
        monkeypatch.setattr(limits, f"MOST_{name}", most)


def test_a_curator_invites_so_many_a_day_in_all_their_circles(circle: Circle, david: User, at: datetime) -> None:
    far = make_circle("far", curator=david)
    invite(circle, david, at, *people(0, 2))
    invite(far, david, at + HOUR, "")

    with pytest.raises(TooManyInvited) as refused:
        invite(far, david, at + 2 * HOUR, *people(2, 2, "example.com"))

    assert str(refused.value) == (
        "You can invite at most 3 people a day. Try again after March 5, noon, or send fewer. Nothing was sent."
    )
    assert Invitation.objects.count() == 3
    assert len(invite(far, david, at + 24 * HOUR, *people(2, 2, "example.com"))) == 2


def test_more_than_a_day_holds_is_refused_at_once(circle: Circle, david: User, at: datetime) -> None:
    with pytest.raises(TooManyInvited, match=r"Send fewer at a time\."):
        invite(circle, david, at, *people(0, 4))

    assert (Invitation.objects.count(), OutboxMail.objects.count()) == (0, 0)


def test_two_curators_share_what_a_circle_may(circle: Circle, david: User, at: datetime) -> None:
    carol = make_user("Carol")
    join(circle, carol, role=Role.CURATOR)
    invite(circle, david, at, *people(0, 3))

    with pytest.raises(TooManyInvited, match="A circle can invite at most 4 people a day"):
        invite(circle, carol, at, "", "")


def test_a_domain_gets_so_many_from_everybody(circle: Circle, david: User, at: datetime) -> None:
    other = make_user("Carol")
    far = make_circle("far", curator=other)
    invite(circle, david, at, *people(0, 3))

    with pytest.raises(TooManyInvited, match=r"At most 5 people a day can be invited at example\.org\."):
        invite(far, other, at, *people(3, 3))
    assert len(invite(far, other, at, *people(3, 3, "sub.example.org"))) == 3


def test_whom_one_brings_in_counts_towards_ones_own(circle: Circle, david: User, at: datetime) -> None:
    near, ana = bring_in(circle, david, "Ana", at)
    far, ben = bring_in(near, ana, "Ben", at)
    invite(near, ana, at, *people(0, 2))
    invite(far, ben, at, *people(2, 2, "example.com"))

    for where, by in ((circle, david), (near, ana), (far, ben)):
        with pytest.raises(TooManyInvited):
            invite(where, by, at, "new@example.net")
    stranger = make_user("Zoe")
    assert invite(make_circle("zoe", curator=stranger), stranger, at, "new@example.net")


def test_who_came_long_ago_counts_for_themselves(circle: Circle, david: User, at: datetime) -> None:
    near, ana = bring_in(circle, david, "Ana", at - limits.LATELY)
    invite(circle, david, at, *people(0, 3))

    assert len(invite(near, ana, at, *people(3, 3, "example.com"))) == 3


def test_two_who_brought_in_each_other_end_nowhere_else(circle: Circle, david: User, at: datetime) -> None:
    near, ana = bring_in(circle, david, "Ana", at)
    accepting.accept_invitation(invite(near, ana, at, david.email)[0], user=david, at=at)

    assert invite(circle, david, at, "new@example.net")


def test_a_new_sentence_for_an_open_invitation_is_free(circle: Circle, david: User, at: datetime) -> None:
    addresses = people(0, 3)
    invite(circle, david, at, *addresses)

    assert len(invite(circle, david, at, *addresses)) == 3


def test_taking_back_does_not_make_room(circle: Circle, david: User, at: datetime) -> None:
    for invitation in invite(circle, david, at, *people(0, 3)):
        inviting.revoke_invitation(invitation, by=david, at=at)

    with pytest.raises(TooManyInvited):
        invite(circle, david, at, "new@example.org")


def send_lines(circle: Circle, by: User, at: datetime, *addresses: str) -> str:
    lines = [
        Draft.objects.create(circle=circle, curator=by, address=address, position=position, created_at=at)
        for position, address in enumerate(addresses)
    ]
    words = {f"sentence_{line.pk}": "You sing." for line in lines}
    return str(signed_in(by).post(reverse("circles:drafts", args=[circle.tag]), words, follow=True).text)


def test_of_lines_that_are_too_many_the_first_go_out_and_the_others_wait(
    circle: Circle, david: User, at: datetime
) -> None:
    shown = send_lines(circle, david, at, *people(0, 5))

    assert "That is as many as can be invited in a day. 2 lines wait here: send them tomorrow." in shown
    assert list(Invitation.objects.order_by("pk").values_list("address", flat=True)) == people(0, 3)
    assert list(Draft.objects.in_order().values_list("address", "sentence")) == [
        ("p3@example.org", "You sing."),
        ("p4@example.org", "You sing."),
    ]


def test_lines_for_whom_there_is_no_room_stay_with_their_sentences(circle: Circle, david: User, at: datetime) -> None:
    invite(circle, david, timezone.now(), *people(10, 3))

    shown = send_lines(circle, david, at, *people(0, 2))

    assert "You can invite at most 3 people a day. Try again after" in shown
    assert list(Draft.objects.values_list("sentence", flat=True)) == ["You sing."] * 2
    assert Invitation.objects.count() == 3


def test_lines_stop_where_a_domain_has_had_enough(circle: Circle, david: User, at: datetime) -> None:
    for user in (make_user("Uma"), make_user("Una")):
        addresses = [f"{letter}-{user.pk}@full.example" for letter in "ab"]
        invite(make_circle(user.profile.name.lower(), curator=user), user, timezone.now(), *addresses)

    send_lines(circle, david, at, "x@full.example", "y@full.example", "z@example.org")

    assert list(Invitation.objects.filter(circle=circle).values_list("address", flat=True)) == ["x@full.example"]
    assert Draft.objects.count() == 2
