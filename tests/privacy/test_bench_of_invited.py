"""The bench tells nothing of what an invited person answered, nor whether they have an account."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.bench.services.asking import ask_due, drop_over
from apps.bench.services.preparing import prepare
from apps.circles.models import Circle, Invitation
from apps.circles.services import accepting
from apps.mail.suppression import suppress
from apps.profiles import erasures
from apps.profiles.models import Block, User
from tests.bench.pages import seen
from tests.circles.visits import make_invitation, masked, signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def say_no(invitation: Invitation, at: datetime) -> None:
    accepting.decline_invitation(invitation, at=at)


def never_hear_again(invitation: Invitation, at: datetime) -> None:
    accepting.never_write(invitation, at=at)


def be_suppressed(invitation: Invitation, at: datetime) -> None:
    """A bounce does the same."""
    suppress(invitation.address, at=at)


def have_an_account(invitation: Invitation, at: datetime) -> None:
    make_user("Canary", email=invitation.address)


def block_the_inviter(invitation: Invitation, at: datetime) -> None:
    owner = make_user("Canary", email=invitation.address)
    accepting.never_write(invitation, at=at)
    assert Block.objects.filter(blocker=owner, blocked=invitation.inviter).exists()


def be_erased(invitation: Invitation, at: datetime) -> None:
    erasures.run(make_user("Canary", email=invitation.address), at=at)


@pytest.mark.parametrize(
    "sealed", [say_no, never_hear_again, be_suppressed, have_an_account, block_the_inviter, be_erased]
)
def test_bench_tells_nothing_of_what_an_invited_person_answered(
    sealed: Callable[[Invitation, datetime], None], circle: Circle, carol: User, pair: tuple[User, User]
) -> None:
    """With an introduction prepared for them; nor does the page on which another is."""
    now = timezone.now()
    invitation = make_invitation(circle, carol, "una@example.org", name="Una")
    prepare(circle, [pair[0]], [invitation], by=carol, note="You both draw maps.", at=now)
    desk = reverse("bench:introduce", args=[circle.tag])
    before, before_desk = seen(carol, circle), masked(signed_in(carol).get(desk).text)

    sealed(invitation, now)

    assert "waits for Una" in before
    assert seen(carol, circle) == before
    assert masked(signed_in(carol).get(desk).text) == before_desk
    assert prepare(circle, [pair[1]], [invitation], by=carol, note="You both sail.", at=now)
    assert (ask_due(at=now), drop_over(at=now)) == (0, 0)


def test_bench_tells_of_somebody_invited_twice_over_as_of_two(
    circle: Circle, carol: User, pair: tuple[User, User]
) -> None:
    """An invitation to a member's other address stays open, and what is prepared with it waits like any other."""
    invitation = make_invitation(circle, carol, pair[0].email, name="Una")

    prepare(circle, [pair[0]], [invitation], by=carol, note="You both draw maps.", at=timezone.now())

    assert "waits for Una" in seen(carol, circle)
    assert ask_due(at=timezone.now() + timedelta(days=1)) == 0
