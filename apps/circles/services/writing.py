"""Putting this room's mails into the outbox. What they say is looked up when they are sent."""

from datetime import datetime

from apps.circles import purposes
from apps.circles.models import Circle, Invitation, JoinRequest, Membership
from apps.mail.models import OutboxMail
from apps.mail.outbox import enqueue
from apps.profiles.models import User


def write_invitation(invitation: Invitation, *, at: datetime, lane: OutboxMail.Lane) -> None:
    """A personal link is passed on by whoever made it."""
    if invitation.address:
        key, payload = f"{invitation.pk}", {"invitation": invitation.pk}
        enqueue(purposes.INVITATION, key=key, address=invitation.address, payload=payload, due_at=at, lane=lane)


def write_reminder(invitation: Invitation, *, at: datetime) -> None:
    key, payload, lane = f"{invitation.pk}", {"invitation": invitation.pk}, OutboxMail.Lane.BULK
    enqueue(purposes.INVITATION_REMINDER, key=key, address=invitation.address, payload=payload, due_at=at, lane=lane)


def write_to_curators(request: JoinRequest, *, at: datetime) -> None:
    for curator in Membership.objects.curators().filter(circle=request.circle_id).select_related("user"):
        _write(purposes.JOIN_REQUEST, curator.user, f"{request.pk}.{curator.user_id}", {"request": request.pk}, at)


def write_welcome(user: User, circle: Circle, *, key: str, newcomer: bool, at: datetime) -> None:
    _write(purposes.WELCOME, user, key, {"circle": circle.pk, "newcomer": newcomer}, at)


def write_to_new_curator(membership: Membership, *, at: datetime) -> None:
    """Each time: somebody may step down and come back to it."""
    key = f"{membership.circle_id}.{membership.user_id}.{at.isoformat()}"
    _write(purposes.MADE_CURATOR, membership.user, key, {"circle": membership.circle_id}, at)


def _write(purpose: str, user: User, key: str, payload: dict[str, int], at: datetime) -> None:
    enqueue(purpose, key=key, address=user.email, user_id=user.pk, payload=payload, due_at=at)
