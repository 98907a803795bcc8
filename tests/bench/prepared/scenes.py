"""Somebody is invited, comes, and says who they are."""

from datetime import datetime

from apps.circles.models import Circle, Invitation, Membership
from apps.circles.services import accepting, welcoming
from apps.circles.services.inviting import Invitee, invite
from apps.introductions.models import Introduction
from apps.profiles.models import Profile, User

NOTE = "You two and maps."


def invited(circle: Circle, by: User, address: str, now: datetime, name: str = "") -> Invitation:
    return invite(circle, [Invitee(address, name)], sentence="You draw.", by=by, at=now)[0]


def come(invitation: Invitation, at: datetime, *, name: str = "Tom Thorn") -> Membership:
    """By the mail's link, without an account."""
    user = accepting.accept_as_newcomer(invitation, at=at)
    Profile.objects.filter(user=user).update(name=name)
    return Membership.objects.get(user=user)


def finish_welcome(membership: Membership, at: datetime) -> None:
    for step in (1, 2, 3, 4):
        welcoming.go_on(membership, after=step, at=at)


def asked() -> list[tuple[str, int]]:
    return [(row.note, row.answers.count()) for row in Introduction.objects.all()]
