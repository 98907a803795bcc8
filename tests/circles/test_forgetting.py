"""Whoever did not come is forgotten."""

from datetime import datetime, timedelta

import pytest

from apps.circles import exports
from apps.circles.models import Circle, Invitation, InvitedFact
from apps.circles.services import accepting, inviting
from apps.circles.services.forgetting import forget_over
from apps.circles.services.inviting import Invitee
from apps.circles.tasks import forget_invitations
from apps.mail.models import OutboxMail
from apps.mail.outbox import deliver
from apps.profiles.models import User

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NO_LONGER_LISTED = 60 * DAY


def invite(circle: Circle, by: User, address: str, at: datetime, *, name: str = "Ana") -> Invitation:
    return inviting.invite(circle, [Invitee(address, name)], sentence="Come.", by=by, at=at)[0]


@pytest.mark.parametrize("declined", [False, True])
def test_what_a_curator_reads_no_longer_is_forgotten_a_no_like_silence(
    declined: bool, circle: Circle, david: User, at: datetime
) -> None:
    invitation = invite(circle, david, "ana@example.org", at)
    InvitedFact.objects.create(invitation=invitation, kind="school", name="Bronxville High")
    if declined:
        accepting.decline_invitation(invitation, at=at)

    assert forget_over(at=at + NO_LONGER_LISTED - DAY) == 0
    counts = [forget_over(at=at + NO_LONGER_LISTED) for _ in range(2)]

    row = Invitation.objects.get()
    assert (counts, InvitedFact.objects.count()) == ([1, 0], 0)
    assert (row.name, row.sentence, row.state, "ana" in row.address) == ("", "", "revoked", False)
    assert exports.export(david)["invitations_sent"] == []


def test_one_that_was_taken_back_is_forgotten_and_a_link_leaves_nothing(
    circle: Circle, david: User, at: datetime
) -> None:
    for address in ("ana@example.org", ""):
        inviting.revoke_invitation(invite(circle, david, address, at), by=david, at=at)

    assert forget_over(at=at) == 2
    assert [row.address.endswith("@forgotten.invalid") for row in Invitation.objects.all()] == [True]


def test_who_waits_and_who_came_is_remembered(circle: Circle, david: User, at: datetime) -> None:
    invite(circle, david, "waiting@example.org", at + DAY)
    accepting.accept_as_newcomer(invite(circle, david, "came@example.org", at), at=at)

    assert forget_over(at=at + NO_LONGER_LISTED) == 0
    assert {row.address for row in Invitation.objects.all()} == {"waiting@example.org", "came@example.org"}


def test_a_circle_writes_to_somebody_forgotten_twice_at_most(circle: Circle, david: User, at: datetime) -> None:
    states: list[str] = []
    for month in range(3):
        now = at + month * NO_LONGER_LISTED
        invite(circle, david, "ana@example.org", now)
        for mail in OutboxMail.objects.due(now):
            deliver(mail.pk, at=now)
        states += OutboxMail.objects.values_list("state", flat=True)
        forget_over(at=now + NO_LONGER_LISTED)

    assert states == ["kept", "kept", "dropped"]


def test_the_outbox_forgets_whom_an_invitation_was_sent_to(circle: Circle, david: User, at: datetime) -> None:
    other = OutboxMail.objects.create(purpose="note", key="1", address="eve@example.org", due_at=at)
    invite(circle, david, "ana@example.org", at)
    for mail in OutboxMail.objects.due(at).exclude(pk=other.pk):
        deliver(mail.pk, at=at)

    forget_over(at=at + NO_LONGER_LISTED)

    assert OutboxMail.objects.get() == other


def test_the_daily_task_forgets_and_may_run_twice(circle: Circle, david: User, at: datetime) -> None:
    invite(circle, david, "ana@example.org", at)

    for _ in range(2):
        forget_invitations()

    assert not Invitation.objects.remembered().exists()
